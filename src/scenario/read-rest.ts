/** What of a value can be read although parts of it can't. */
import type { z } from 'zod';
import type { Path } from './mistake.ts';
import { isMap } from './origins.ts';
import { readAs } from './schema-mistakes.ts';

/**
 * The value as the schema reads it without what is wrong in it: keys that nobody knows, and keys whose values are none. Silent.
 * undefined where nothing is left, because what is wrong is the value itself, or what is missing in it.
 */
export function readRest<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  let left = value;
  for (;;) {
    const wrong: Path[] = [];
    const read = readAs(schema, left, [], ({ path }) => wrong.push(path));
    if (wrong.length === 0) return read;
    if (left === value) left = structuredClone(value);
    for (const path of wrong) if (!cut(left, path)) return undefined;
  }
}

/** Takes the nearest key away that stands on the path: entries of a list stay, so that the others keep their places. */
function cut(root: unknown, path: Path): boolean {
  for (let length = path.length; length > 0; length -= 1) {
    const holder = path
      .slice(0, length - 1)
      .reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], root);
    const key = path[length - 1] as string;
    if (!isMap(holder) || !Object.hasOwn(holder, key)) continue;
    delete holder[key];
    return true;
  }
  return false;
}
