/** What `chaos breakers` tells: what stands there, and the lines by which a scenario watches it. */
import { stringify } from 'yaml';
import type { Reading } from './breakers/reading.ts';
import { whatShows } from './breakers/shows.ts';
import type { BreakerSource } from './breakers/source.ts';
import { redactUrls } from './plan/redact.ts';
import type { Place } from './run/observe/breakers/look-once.ts';

export interface BreakerSheet {
  /** Without credentials. */
  readonly url: string;
  readonly breakers: readonly FoundAt[];
  /** For the key `breakers` of a scenario or a system file. */
  readonly entries: readonly Entry[];
}

interface FoundAt {
  readonly url: string;
  /** Of a Prometheus server: which of those that it scrapes. null: the URL is the instance. */
  readonly instance: string | null;
  readonly preset: string;
  readonly adapter: string;
  readonly name: string;
  readonly match: Readonly<Record<string, string>>;
  /** null: it is not shown, only counted. */
  readonly state: string | null;
  /** null: the source does not have that. */
  readonly counts: Readonly<Record<'opened' | 'halfOpened' | 'closed' | 'rejected', number | null>>;
  /** How long it waits before it tries again, as it says itself; null: it does not. */
  readonly waitMs: number | null;
  readonly trips: { readonly from: string; readonly exact: boolean };
}

interface Entry {
  readonly name: string;
  readonly preset: string;
  readonly url?: string;
  readonly prometheus?: { readonly url: string };
  readonly match?: Readonly<Record<string, string>>;
  readonly wait?: string;
}

export function breakerSheet(url: string, places: readonly Place[]): BreakerSheet {
  const breakers = places.flatMap(({ url: at, instance, preset, breakers: found, page }) =>
    found.map(({ name, match, state }): FoundAt => {
      const source = preset.source as BreakerSource;
      const reading = page.read(source, match);
      return {
        url: redactUrls(at),
        instance,
        preset: preset.key,
        adapter: preset.adapter,
        name,
        match,
        state: state ?? reading?.state ?? reading?.log?.moves.at(-1)?.to ?? null,
        counts: countsOf(reading),
        waitMs: reading?.waitMs ?? null,
        trips: tripsOf(source),
      };
    }),
  );
  return { url: redactUrls(url), breakers, entries: entriesOf(breakers, places) };
}

function countsOf(reading: Reading | undefined): FoundAt['counts'] {
  const { opened = null, halfOpened = null, closed = null, rejected = null } = reading ?? {};
  return { opened, halfOpened, closed, rejected };
}

/** What counts a trip there; what is not exact is "at least". */
function tripsOf(source: BreakerSource): FoundAt['trips'] {
  const shows = whatShows(source);
  if (shows.log) return { from: 'a log of transitions', exact: true };
  if (source.adapter === 'haproxy' || ('opened' in source && source.opened !== null && source.opened.length > 0))
    return { from: 'a counter of trips', exact: true };
  if (shows.everyTrip) return { from: 'the state, and calls turned away between two readings', exact: false };
  return { from: 'the state that is seen', exact: false };
}

/** Instances that a server scrapes are one breaker; the same name of two presets is two. */
function entriesOf(found: readonly FoundAt[], places: readonly Place[]): Entry[] {
  const entries = new Map<string, Entry>();
  const taken = new Set<string>();
  for (const { url, instance, preset, name, match, waitMs } of found) {
    const key = JSON.stringify([url, preset, match]);
    if (entries.has(key)) continue;
    const word = oneWordOf(name, preset, taken);
    const byDefault = places.find((place) => place.preset.key === preset)?.preset.defaultMatch(word) ?? {};
    entries.set(key, {
      name: word,
      preset,
      ...(instance === null ? { url } : { prometheus: { url } }),
      ...(same(match, byDefault) ? {} : { match }),
      ...(waitMs === null ? {} : { wait: `${Math.round(waitMs)}ms` }),
    });
  }
  return [...entries.values()];
}

/** A name that a scenario may give it, unlike those before. */
function oneWordOf(name: string, preset: string, taken: Set<string>): string {
  const word =
    name
      .replaceAll(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 60) || preset;
  const more = [word, `${word}-${preset}`];
  for (let i = 2; more.every((one) => taken.has(one)); i++) more.push(`${word}-${i}`);
  const free = more.find((one) => !taken.has(one))!;
  taken.add(free);
  return free;
}

function same(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** The lines for a scenario, as YAML. */
export function entriesYaml(entries: readonly Entry[]): string {
  const lines = entries.map((entry) => `  - ${stringify(entry, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`);
  return ['breakers:', ...lines].join('\n');
}

export function renderBreakerSheet({ breakers, entries }: BreakerSheet): string {
  const lines: string[] = [];
  for (const [key, here] of Map.groupBy(breakers, ({ url, preset }) => `${url} (preset ${preset})`)) {
    lines.push(key);
    const width = Math.max(...here.map(({ name }) => name.length));
    for (const { name, instance, state, counts, waitMs, trips } of here) {
      const counted = Object.entries(words).flatMap(([count, word]) => {
        const value = counts[count as keyof typeof counts];
        return value === null ? [] : [`${word} ${value}`];
      });
      const wait = waitMs === null ? [] : [`waits ${waitMs} ms`];
      const where = instance === null ? '' : `${instance}  `;
      lines.push(
        `  ${name.padEnd(width)}  ${where}${(state ?? 'state not shown').padEnd(15)}  ${[...counted, ...wait].join(', ')}`.trimEnd(),
      );
      lines.push(`  ${''.padEnd(width)}  trips from ${trips.from}: ${trips.exact ? 'exact' : 'at least'}`);
    }
    lines.push('');
  }
  const cut = breakers.some(({ url }) => url.includes('[redacted]')) ? ['# a password was left out: write ${env.NAME} in its place'] : [];
  return [...lines, ...cut, entriesYaml(entries)].join('\n');
}

const words = { opened: 'opened', halfOpened: 'half-opened', closed: 'closed', rejected: 'turned away' } as const;
