/** A JSONPath compiled for asking often: plain member paths are walked, everything else is left to the library (RFC 9535). */
import { query, type JsonValue } from 'jsonpath-rfc9535';

/** The first value at the path, undefined where there is none. */
export type Lookup = (document: unknown) => unknown;

const plainPath = /^\$(?:\.[A-Za-z_]\w*|\[\d+\])+$/;

/** A path that is not JSONPath throws when it is compiled, not in the middle of a run. */
export function compileJsonPath(path: string): Lookup {
  if (!plainPath.test(path)) {
    query(null, path);
    return (document) => query(document as JsonValue, path)[0];
  }
  const keys = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, member, index]) => member ?? Number(index));
  return (document) => {
    let value = document;
    for (const key of keys) {
      if (value === null || typeof value !== 'object' || Array.isArray(value) !== (typeof key === 'number') || !Object.hasOwn(value, key))
        return undefined;
      value = (value as Record<string | number, unknown>)[key];
    }
    return value;
  };
}
