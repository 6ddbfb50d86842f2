/** A ledger that answers over HTTP, in one answer or page by page. */
import { query } from 'jsonpath-rfc9535';
import type { PlannedLedgerUrl, PlannedNextPage } from '../../../plan/plan.ts';
import { redactUrls } from '../../../plan/redact.ts';
import { formatMs } from '../../../units.ts';
import { ask, headersFor, type Answer, type AskedTarget } from '../../ask.ts';
import { tlsFor } from '../../target-tls.ts';
import type { Bounds } from './bounds.ts';

const megabyte = 1024 * 1024;

export async function readPages(
  { url, ids: path, next }: PlannedLedgerUrl,
  target: AskedTarget,
  { timeoutMs, mostBytes, signal }: Bounds,
): Promise<string[]> {
  const untilMs = performance.now() + timeoutMs;
  const ids: string[] = [];
  const asked = new Set<string>();
  let bytes = 0;
  for (let page: string | null = url; page !== null;) {
    if (asked.has(page)) throw new Error(`the pages of ${redactUrls(url)} go in a circle: ${redactUrls(page)} came twice`);
    asked.add(page);
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0)
      throw new Error(`${redactUrls(url)} was not read to its end within ${formatMs(timeoutMs)}: ${asked.size - 1} pages were`);
    const headers = headersFor(page, target);
    const answer = await ask({ url: page, headers, tls: tlsFor(page, target), timeoutMs: leftMs, signal, mostBytes: mostBytes - bytes });
    if (answer.status < 200 || answer.status > 299) throw new Error(`${redactUrls(page)} answered with status ${answer.status}`);
    bytes += answer.text.length;
    if (bytes > mostBytes)
      throw new Error(
        `${redactUrls(url)} lists more than ${mostBytes / megabyte} MB: let it list the orders of this run alone, by \${run}`,
      );
    const documents = documentsOf(answer, page);
    for (const document of documents) for (const id of query(document as never, path)) ids.push(idOf(id, path));
    page = next === undefined ? null : nextPage(next, { answer, document: documents.at(-1), page, first: url });
  }
  return ids;
}

/** JSON, or JSON line by line (ndjson.org, jsonlines.org). */
function documentsOf({ headers, text }: Answer, page: string): unknown[] {
  const byLine = /ndjson|jsonl|json-?lines/i.test(headers['content-type'] ?? '');
  try {
    return byLine ? linesOf(text) : [JSON.parse(text)];
  } catch (error) {
    // Some servers call lines of JSON plain JSON or text.
    const lines = byLine ? null : asLines(text);
    if (lines !== null) return lines;
    throw new Error(`${redactUrls(page)} answered with something that is no JSON`, { cause: error });
  }
}

function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);
}

function asLines(text: string): unknown[] | null {
  try {
    const lines = linesOf(text);
    return lines.length > 1 ? lines : null;
  } catch {
    return null;
  }
}

/** Whatever else is found there is a mistake in the path, which would make every order look lost. */
function idOf(found: unknown, path: string): string {
  if (typeof found === 'string' || typeof found === 'number') return String(found);
  throw new Error(`${path} finds what is no id: ${JSON.stringify(found).slice(0, 60)}`);
}

interface Page {
  readonly answer: Answer;
  readonly document: unknown;
  readonly page: string;
  readonly first: string;
}

function nextPage(next: PlannedNextPage, { answer, document, page, first }: Page): string | null {
  const found = next.how === 'link' ? nextLink(answer.headers['link']) : query(document as never, next.path)[0];
  if (found === undefined || found === null || found === '' || found === false) return null;
  if (typeof found !== 'string' && typeof found !== 'number')
    throw new Error(`the next page of ${redactUrls(first)} is no text: ${JSON.stringify(found).slice(0, 60)}`);
  if (next.how !== 'cursor') return onSameOrigin(String(found), page);
  const url = new URL(first);
  url.searchParams.set(next.parameter, String(found));
  return url.href;
}

/** Nobody allowed another host. */
function onSameOrigin(link: string, page: string): string {
  const url = URL.canParse(link, page) ? new URL(link, page) : undefined;
  if (url === undefined) throw new Error(`the next page of ${redactUrls(page)} is no URL: ${link.slice(0, 60)}`);
  if (url.origin !== new URL(page).origin) throw new Error(`the next page of ${redactUrls(page)} is on another host: ${url.origin}`);
  // What was written as credentials goes along.
  const { username, password } = new URL(page);
  return Object.assign(url, { username, password }).href;
}

/** RFC 8288: `<https://...?page=2>; rel="next", <...>; rel="last"`. */
export function nextLink(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '');
  for (const [, target, parameters = ''] of text.matchAll(/<([^>]*)>([^<]*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters);
    if ((relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}
