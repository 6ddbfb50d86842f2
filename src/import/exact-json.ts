/** JSON of a recording as data that can be written again without losing a digit. */
import { isMap } from '../scenario/origins.ts';

/** A number as it was written, where a double would make another one of it. */
interface RawNumber {
  readonly rawJSON: string;
}

/** In every Node this package supports, and not yet in the types of ES 2024. */
const json = JSON as unknown as {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
};

/**
 * The value, or undefined for what is not JSON. Numbers that are not written as JavaScript would write them are kept as raw
 * JSON. Holes in its strings stay; an escape that would only now become one of their characters does not.
 */
export function parseExact(text: string): unknown {
  const harmless = text.replaceAll(/\\(?:u(e00[01])|.)/gis, (escape, hole?: string) => (hole === undefined ? escape : '\\uFFFD'));
  try {
    return json.parse(harmless, (_, value, { source }) =>
      typeof value === 'number' && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
    );
  } catch {
    return undefined;
  }
}

export function isRawNumber(value: unknown): value is RawNumber {
  return json.isRawJSON(value);
}

/** Does it hold a number that only its own text says exactly? */
export function hasRawNumber(value: unknown): boolean {
  if (isRawNumber(value)) return true;
  if (Array.isArray(value)) return value.some(hasRawNumber);
  return isMap(value) && Object.values(value).some(hasRawNumber);
}
