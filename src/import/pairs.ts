/** `a=1&b=2`, as a query and a form have it. */
import { hasHole } from './hole.ts';
import type { PlaceKind, Replace } from './place.ts';

/** Of a query or of a form, whose values are sent as they stand. */
export function mapPairs(text: string, kind: PlaceKind, replace: Replace): string {
  return text
    .split('&')
    .map((pair) => {
      const [name, value] = cut(pair, '=');
      if (value === undefined || value === '' || hasHole(value)) return pair;
      const key = decoded(name, true);
      const replaced = replace({ name: key, within: [key], value: decoded(value, true), kind });
      return replaced === undefined ? pair : `${name}=${replaced}`;
    })
    .join('&');
}

/** At the first `separator`; the second part is undefined where there is none. */
export function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Percent-decoded, as far as it can be; in a query and a form a `+` is a blank. */
export function decoded(text: string, plus = false): string {
  const spaced = plus ? text.replaceAll('+', ' ') : text;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
