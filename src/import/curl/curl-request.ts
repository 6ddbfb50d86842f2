/** Options and URLs of one curl command -> the requests it would send. */
import type { Where } from '../../errors.ts';
import { methods } from '../../scenario/journey-schema.ts';
import type { Exchange, Header } from '../exchange.ts';
import { basicOf, takeAuth } from '../authorization.ts';
import { bodyOfText } from '../form-body.ts';
import { cookiesOf, headerOf, ownHeaders } from '../headers.ts';
import { hasHole } from '../hole.ts';
import { cut } from '../pairs.ts';
import type { Secrets } from '../secrets.ts';
import { refuse, type Given, type Group } from './command-line.ts';
import { dataOf, fileOf, formOf, urlencoded } from './curl-body.ts';
import { redirectsOf } from './curl-redirects.ts';
import { readCurlUrl, type CurlUrl } from './curl-url.ts';

/** Throws IMPORT_INVALID for what a step can't say. */
export function requestsOf(group: Group, where: (offset: number) => Where, secrets: Secrets): Exchange[] {
  const urls = group.filter(({ name }) => name === null || name === 'url');
  const first = group[0] as Given;
  if (urls.length === 0) throw refuse('a curl command without a URL', 'copy the whole command', where(first.at));
  const has = (name: string): boolean => group.some((given) => given.name === name);
  const file = fileOf(group, where);
  const data = file === null ? dataOf(group, where) : null;
  const inQuery = has('get') && data !== null;
  const written = writtenHeaders(group, where);
  const body =
    formOf(group, where) ??
    (file === null ? null : { type: typeOf(file, written), file: file.file }) ??
    (data === null || inQuery ? null : bodyOfText(typeOf(data, written), data.text));
  const method = methodOf(group, has('head') ? 'HEAD' : body === null ? 'GET' : 'POST', where);
  const redirects = redirectsOf(group, method, where);
  return urls.map(({ value, at }) => {
    const url = readCurlUrl(value, !has('globoff'), where(at));
    const query = [
      ...group.filter(({ name }) => name === 'url-query').map((given) => queryPart(given, where)),
      ...(inQuery ? [data.text] : []),
    ];
    return {
      method,
      origin: url.origin,
      path: withQuery(url.path, query),
      ...authorized([...ownHeaders(written), ...cookieHeader(group, written, secrets)], group, url, secrets),
      body,
      answer: null,
      thinkMs: 0,
      redirects: redirects.count,
      comments: [
        ...redirects.comments,
        ...(data?.fillsRaw === true && body !== null && 'fields' in body
          ? ['variables in the form are percent-encoded here; curl sends those of -d as they stand']
          : []),
      ],
    };
  });
}

function methodOf(group: Group, otherwise: string, where: (offset: number) => Where): string {
  const given = group.findLast(({ name }) => name === 'request');
  if (given === undefined) return otherwise;
  const method = given.value.toLowerCase();
  if (methods.some((known) => known === method)) return method.toUpperCase();
  throw refuse(`a scenario has no word for this method; it has ${methods.join(', ')}`, 'leave the command out', where(given.at));
}

/** `Name: value`; `Name;` is one without a value, `Name:` takes one of curl's own away. */
function writtenHeaders(group: Group, where: (offset: number) => Where): Header[] {
  const headers = group
    .filter(({ name }) => name === 'header')
    .flatMap(({ value, at }): Header[] => {
      if (value.startsWith('@'))
        throw refuse('--header of a file is not imported', 'no file is read: write the headers themselves', where(at));
      const [name, content] = cut(value, ':');
      if (content === undefined) return /^[\w-]+;$/.test(value) ? [[value.slice(0, -1), '']] : [];
      return content.trim() === '' || !isHeaderName(name) ? [] : [[name.trim(), content.trim()]];
    });
  const range = group.findLast(({ name }) => name === 'range');
  return range === undefined ? headers : [...headers, ['range', `bytes=${range.value}`]];
}

function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^`|~\w-]+$/.test(name.trim());
}

function cookieHeader(group: Group, written: readonly Header[], secrets: Secrets): Header[] {
  const cookies = [
    ...written.filter(([name]) => /^cookie$/i.test(name)).map(([, value]) => value),
    ...group.filter(({ name, value }) => name === 'cookie' && value.includes('=')).map(({ value }) => value),
  ].join('; ');
  for (const [name, value] of cookiesOf(cookies)) if (value.length >= 12 && !hasHole(value)) secrets.remember(name, value);
  return cookies === '' ? [] : [['cookie', cookies]];
}

/** Who sends, as options or the URL say it; a header of one's own wins over them. */
function authorized(headers: readonly Header[], group: Group, url: CurlUrl, secrets: Secrets): Pick<Exchange, 'headers' | 'auth'> {
  if (headerOf(headers, 'authorization') !== undefined) return takeAuth(headers, secrets);
  const bearer = group.findLast(({ name }) => name === 'oauth2-bearer')?.value;
  if (bearer !== undefined && bearer !== '') return { headers, auth: { bearer } };
  const user = group.findLast(({ name }) => name === 'user')?.value ?? url.credentials;
  if (user === null) return { headers, auth: null };
  // curl would ask for it.
  const auth = basicOf(
    user.includes(':') || hasHole(user) ? user : `${user}:${secrets.ask('password', user, 'password that curl would ask for')}`,
  );
  if (auth !== null) return { headers, auth };
  // How the two are put together is base64, which no template does.
  return { headers: [...headers, ['authorization', `Basic ${secrets.conceal('basic_credentials', user)}`]], auth: null };
}

function queryPart({ value, at }: Given, where: (offset: number) => Where): string {
  return value.startsWith('+') ? value.slice(1) : urlencoded(value, where(at));
}

function withQuery(path: string, parts: readonly string[]): string {
  const query = parts.filter((part) => part !== '').join('&');
  if (query === '') return path;
  // The same spelling as a URL's query has; a hash would begin a fragment.
  const spelled = query.replaceAll('#', '%23').replaceAll(/\s/g, '%20');
  return `${path}${path.includes('?') ? '&' : '?'}${spelled}`;
}

function typeOf({ json }: { readonly json: boolean }, written: readonly Header[]): string {
  return headerOf(written, 'content-type') ?? (json ? 'application/json' : 'application/x-www-form-urlencoded');
}
