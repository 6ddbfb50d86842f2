/** A HAR file, as browsers and proxies export it -> one journey: what the visitor did, in the order and with the pauses of the recording. */
import { Buffer } from 'node:buffer';
import { ChaosError } from '../../errors.ts';
import { parseExact } from '../exact-json.ts';
import { isJsonType, type Answer, type Body, type Exchange, type Header } from '../exchange.ts';
import { takeAuth } from '../authorization.ts';
import { bodyOfText } from '../form-body.ts';
import { headerOf, ownHeaders } from '../headers.ts';
import { literal } from '../hole.ts';
import { chooseHosts } from '../hosts.ts';
import type { Imported, ImportOptions } from '../imported.ts';
import { countLeftOut } from '../left-out.ts';
import { readJson } from '../read-json.ts';
import { createSecrets, type Secrets } from '../secrets.ts';
import { makeSteps } from '../steps.ts';
import { cookieNotes, rememberCookies } from './cookies.ts';
import { isDocument, reasonAgainst } from './har-entries.ts';
import { harSchema, type Har, type HarEntry } from './har-schema.ts';
import { startOf, thinkBetween } from './think-times.ts';

export interface HarOptions extends ImportOptions {
  readonly assets: boolean;
  /** Longer pauses are cut to this, in ms. */
  readonly maxThinkMs: number;
}

const expected = {
  what: 'a HAR file',
  hint: 'in the browser: developer tools, network, record the visit, then export as HAR',
};

/** Throws IMPORT_INVALID. */
export function importHar(text: string, options: HarOptions): Imported {
  const { log } = readJson(text.replace(/^\uFEFF/, ''), options.source, harSchema, expected);
  const leftOut = countLeftOut('request');
  const inOrder = log.entries.toSorted((a, b) => startOf(a) - startOf(b));
  const sendable = inOrder.filter((entry) => {
    const reason = reasonAgainst(entry, options.assets);
    if (reason !== null) leftOut.add(reason);
    return reason === null;
  });
  const { main, takes } = chooseHosts(originsByWeight(sendable), options.onlyHosts);
  const kept = sendable.filter((entry) => {
    const { origin, host } = new URL(entry.request.url);
    if (!takes(origin)) leftOut.add(`to ${literal(host)} (--only-host ${literal(host)} takes them)`);
    return takes(origin);
  });
  if (kept.length === 0) throw nothingLeft(log, options, leftOut.notes());
  const secrets = createSecrets();
  for (const entry of log.entries) rememberCookies(entry, secrets);
  const thinks = thinkBetween(inOrder, kept, options.maxThinkMs);
  const notes: string[] = [];
  const exchanges = kept.map((entry, index) => exchangeOf(entry, thinks[index] ?? 0, pageComment(log, kept, index), main, notes, secrets));
  const made = makeSteps(exchanges, secrets);
  return {
    format: 'HAR',
    source: options.source,
    origin: main,
    journeys: [{ name: 'visit', weight: 1, steps: made.steps }],
    notes: [...leftOut.notes(), ...cookieNotes(log.entries, kept), ...otherHosts(exchanges, main), ...new Set(notes), ...made.notes],
    variables: secrets.variables(),
  };
}

/** The host of the first page that is no redirect, then the others in order. */
function originsByWeight(entries: readonly HarEntry[]): string[] {
  const page = entries.find((entry) => isDocument(entry) && !isRedirect(entry)) ?? entries[0];
  const origins = [page, ...entries].flatMap((entry) => (entry === undefined ? [] : [new URL(entry.request.url).origin]));
  return [...new Set(origins)];
}

function isRedirect({ response }: HarEntry): boolean {
  return response.status >= 300 && response.status < 400 && response.status !== 304;
}

function nothingLeft({ entries }: Har['log'], { source }: HarOptions, notes: readonly string[]): ChaosError {
  if (entries.length === 0)
    return new ChaosError('IMPORT_INVALID', `${source} holds no entries`, 'record again, with the network tab open while the page loads');
  return new ChaosError(
    'IMPORT_INVALID',
    `nothing of ${source} is left to send`,
    '--assets keeps static files, --only-host HOST names whose requests are taken',
    {
      problems: notes.map((message) => ({ message })),
    },
  );
}

function exchangeOf(
  entry: HarEntry,
  thinkMs: number,
  page: string | null,
  main: string | null,
  notes: string[],
  secrets: Secrets,
): Exchange {
  const { request } = entry;
  const url = new URL(request.url);
  const path = `${url.pathname}${url.search}`;
  if (url.username !== '' || url.password !== '') notes.push('a user and password in a URL were left out');
  const comments = [page, isRedirect(entry) ? 'a redirect: the target sends the visitor on' : null].filter((line) => line !== null);
  return {
    method: request.method.toUpperCase(),
    origin: url.origin,
    path: literal(url.origin === main ? path : `${url.origin}${path}`),
    ...takeAuth(ownHeaders(headersOf(request.headers)), secrets),
    body: bodyOf(request, notes),
    redirects: 0,
    answer: answerOf(entry),
    thinkMs,
    comments: comments.length === 0 ? [] : [comments.join('; ')],
  };
}

function headersOf(pairs: readonly { readonly name: string; readonly value: string }[]): Header[] {
  return pairs.map(({ name, value }) => [name, literal(value)]);
}

function bodyOf({ postData, headers }: HarEntry['request'], notes: string[]): Body | null {
  if (postData === null || postData === undefined) return null;
  const type = headerOf(headersOf(headers), 'content-type') ?? literal(postData.mimeType ?? '');
  if (typeof postData.text === 'string' && postData.text !== '') {
    if (postData.encoding !== 'base64') return bodyOfText(type, literal(postData.text));
    const text = Buffer.from(postData.text, 'base64').toString('utf8');
    if (!text.includes('\uFFFD')) return bodyOfText(type, literal(text));
    notes.push('bodies that are no text were left out: the request is sent without');
    return null;
  }
  const params = postData.params ?? [];
  if (params.length === 0) return null;
  if (type.startsWith('multipart/')) {
    notes.push('a multipart body was recorded without its text and was left out');
    return null;
  }
  return { type, fields: params.map(({ name, value }) => [literal(name), literal(value ?? '')]) };
}

function answerOf({ response }: HarEntry): Answer {
  const { mimeType, text, encoding } = response.content;
  const type = headerOf(headersOf(response.headers), 'content-type') ?? mimeType ?? '';
  if (!isJsonType(type) || typeof text !== 'string') return { status: response.status, json: undefined };
  return { status: response.status, json: parseExact(encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text) };
}

/** A page's title stands above its first request. */
function pageComment({ pages }: Har['log'], kept: readonly HarEntry[], index: number): string | null {
  const id = kept[index]?.pageref;
  if (id === undefined || pages.length < 2 || kept.findIndex(({ pageref }) => pageref === id) !== index) return null;
  return `page ${pages.findIndex((page) => page.id === id) + 1}`;
}

function otherHosts(exchanges: readonly Exchange[], main: string | null): string[] {
  const others = new Set(exchanges.filter(({ origin }) => origin !== main).map(({ origin }) => new URL(origin).hostname));
  return [...others].map((host) => `requests to ${host} are whole URLs: a run needs --allow-host ${host}, unless it is this machine`);
}
