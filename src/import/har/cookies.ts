/** Cookies of a recording are never copied: the target sets its own. What they held must not turn up elsewhere either. */
import type { Header } from '../exchange.ts';
import { cookiesOf } from '../headers.ts';
import { literal } from '../hole.ts';
import type { Secrets } from '../secrets.ts';
import type { HarEntry } from './har-schema.ts';

function cookieHeaders(entry: HarEntry): { sent: Header[]; set: Header[] } {
  const of = (headers: typeof entry.request.headers, name: string): string[] =>
    headers.filter((header) => header.name.toLowerCase() === name).flatMap(({ value }) => value.split('\n'));
  return {
    sent: of(entry.request.headers, 'cookie').flatMap(cookiesOf),
    set: of(entry.response.headers, 'set-cookie').flatMap((line) => cookiesOf(line.split(';', 1)[0] as string)),
  };
}

/** Not written, and not to be found elsewhere: a cookie's value is often sent a second time in a header, against forgery. */
export function rememberCookies(entry: HarEntry, secrets: Secrets): void {
  const { sent, set } = cookieHeaders(entry);
  // `theme=dark` is a word, and would be found everywhere.
  for (const [name, value] of [...sent, ...set])
    if (value.length >= 20 || (value.length >= 12 && /\d/.test(value) && /[A-Za-z]/.test(value))) secrets.remember(name, literal(value));
}

export function cookieNotes(entries: readonly HarEntry[], kept: readonly HarEntry[]): string[] {
  const set = new Set(entries.flatMap((entry) => cookieHeaders(entry).set.map(([name]) => name)));
  const sent = new Set(kept.flatMap((entry) => cookieHeaders(entry).sent.map(([name]) => name)));
  if (sent.size === 0) return [];
  const brought = [...sent].filter((name) => !set.has(name)).map((name) => literal(name));
  const notes = ['cookies are not copied: the target sets its own in the run'];
  if (brought.length > 0)
    notes.push(
      `the visitor brought cookies that the recording did not see set (${brought.join(', ')}): if one of them is a login, record again from before it`,
    );
  return notes;
}
