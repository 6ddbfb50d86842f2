/**
 * The places of a request in which one value stands whole: a segment of the path, a value of the query, a header or the part
 * of it after `Bearer`, a value of the body. Captures and secrets alike replace values there.
 */
import { mapAuth } from './authorization.ts';
import { mapBody } from './body-places.ts';
import type { Exchange } from './exchange.ts';
import { hasHole } from './hole.ts';
import { cut, decoded, mapPairs } from './pairs.ts';
import type { Replace } from './place.ts';

/** The request with every place offered to `replace`. */
export function mapPlaces(exchange: Exchange, replace: Replace): Exchange {
  return {
    ...exchange,
    path: mapPath(exchange.path, replace),
    headers: exchange.headers.map(([name, value]) => [name, mapHeader(name, value, replace)] as const),
    auth: exchange.auth && mapAuth(exchange.auth, replace),
    body: exchange.body && mapBody(exchange.body, replace),
  };
}

/** Of a whole URL only what follows the host. */
function mapPath(text: string, replace: Replace): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(text)?.[0] ?? '';
  const [path, query] = cut(text.slice(authority.length), '?');
  const segments = path.split('/').map((segment) => {
    const value = decoded(segment);
    return value === '' || hasHole(value) ? segment : (replace({ name: '', within: [], value, kind: 'url' }) ?? segment);
  });
  const mapped = `${authority}${segments.join('/')}`;
  return query === undefined ? mapped : `${mapped}?${mapPairs(query, 'url', replace)}`;
}

/** The whole value, or the credentials after a scheme such as Bearer. */
function mapHeader(name: string, value: string, replace: Replace): string {
  if (value === '' || hasHole(value)) return value;
  const [, scheme, credentials] = /^([A-Za-z][\w-]*) +(\S.*)$/.exec(value) ?? [];
  if (scheme === undefined || credentials === undefined || !/^(proxy-)?authorization$/i.test(name))
    return replace({ name, within: [name], value, kind: 'header' }) ?? value;
  const what = /^basic$/i.test(scheme) ? 'basic_credentials' : `${scheme.toLowerCase()}_token`;
  const replaced = replace({ name: what, within: [name], value: credentials, kind: 'header' });
  return replaced === undefined ? value : `${scheme} ${replaced}`;
}
