/** A URL as curl takes it: without a scheme it is http, and brackets and braces make several of it unless they are escaped. */
import type { Where } from '../../errors.ts';
import { hasHole, hole, holesOfUrl, mapText, startsWithHole } from '../hole.ts';
import { refuse } from './command-line.ts';

export interface CurlUrl {
  /** Scheme, host and port; a hole where a variable names the host. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** `user:password`, or null. */
  readonly credentials: string | null;
}

/** Throws IMPORT_INVALID. */
export function readCurlUrl(written: string, globbing: boolean, where: Where): CurlUrl {
  // Written as escapes these would become a hole, and one that nobody asked for.
  const given = written.replaceAll(/%EE%80%8[01]/gi, '%EF%BF%BD');
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) || startsWithHole(given) ? given : `http://${given}`;
  if (!/^https?:\/\//i.test(text) && !startsWithHole(text))
    throw refuse('only http and https URLs are imported', 'leave the command out', where);
  const [, authority = '', rest = ''] = /^((?:https?:\/\/)?[^/?#]*)(.*)$/is.exec(text) ?? [];
  const path = globbing ? unglobbed(rest, where) : rest;
  if (startsWithHole(authority.replace(/^https?:\/\//i, ''))) {
    // What stands in for the host is stripped of again: only the path's spelling is wanted.
    const { pathname, search } = new URL(path, 'http://host');
    return { origin: authority, path: holesOfUrl(`${pathname}${search}`), credentials: null };
  }
  if (hasHole(authority) && !authority.includes('@'))
    throw refuse('a variable in the middle of a host', 'let one variable hold the whole host', where);
  const [, scheme = '', credentials] = /^(https?:\/\/)(?:(.*)@)?/is.exec(authority) ?? [];
  const whole = `${scheme}${authority.slice(scheme.length + (credentials === undefined ? 0 : credentials.length + 1))}${path}`;
  if (!URL.canParse(whole)) throw refuse('this is not a URL', 'put it in quotes, as http://HOST/PATH', where);
  const url = new URL(whole);
  return {
    origin: url.origin,
    path: holesOfUrl(`${url.pathname}${url.search}`),
    credentials: credentials === undefined ? null : plainText(credentials),
  };
}

/** `\[` is a bracket; `[1-9]` and `{a,b}` are several URLs. */
function unglobbed(text: string, where: Where): string {
  if (/(?<!\\)[[{]/.test(text))
    throw refuse('curl makes several URLs of brackets and braces', 'write them out, or add -g if they belong to the URL', where);
  return text.replaceAll(/\\([[\]{}])/g, '$1');
}

function plainText(text: string): string {
  return mapText(text, hole, (between) => {
    try {
      return decodeURIComponent(between);
    } catch {
      return between;
    }
  });
}
