/**
 * Breakers that a Prometheus server scrapes. The server is asked for the samples themselves, with the times of their scrapes: a value alone
 * may be minutes old, and a scrape every 15 s is what bounds when something happened, not how often the server is asked.
 */
import { pageOf } from '../../../breakers/adapters/prometheus.ts';
import type { PlannedBreaker } from '../../../plan/plan.ts';
import { formatMs } from '../../../units.ts';
import { ask, headersFor } from '../../ask.ts';
import { tlsFor } from '../../target-tls.ts';
import { createEar, type Ear } from './ear.ts';
import { mostBytes, type Feed, type Watching } from './feed.ts';
import { pollWith, type Looked } from './poll.ts';
import { scrapesIn, timeIn, type Scrape } from './server-answer.ts';

const everyMs = 500;
const timeoutMs = 5_000;
/** As far back as the server itself takes a sample for current. */
const firstRangeSeconds = 300;
/** What a scrape that was slow may be late. */
const slackSeconds = 15;
/** The clocks are compared anew after so long. */
const clockMs = 60_000;
/** An instance is silent after so many of its intervals without a scrape, as Prometheus takes it. */
const staleIntervals = 2.5;
const staleSlackMs = 1_000;
/** Before two scrapes of an instance were seen nobody knows how often it is scraped; this is usual. */
const usualIntervalMs = 15_000;

interface Instance {
  readonly ear: Ear;
  lastSeconds: number;
  intervalMs: number;
}

export function askServer(breaker: PlannedBreaker, watching: Watching): Feed {
  const { target, clock, emit, toRunMs } = watching;
  const { url, query, instance: label } = breaker.server!;
  const host = new URL(url).host;
  const nobody = createEar(host, [breaker], emit);
  const instances = new Map<string, Instance>();
  /** The server's clock less ours, ms: between these. */
  let ahead: { readonly least: number; readonly most: number; readonly knownMs: number } | undefined;
  let bytes = 0;

  const put = async (text: string, signal: AbortSignal): Promise<string> => {
    const base = url.replace(/\/+$/, '');
    const asked = `${base}/api/v1/query?query=${encodeURIComponent(text)}`;
    const answer = await ask({ url: asked, headers: headersFor(url, target), tls: tlsFor(url, target), timeoutMs, mostBytes, signal });
    bytes += Buffer.byteLength(answer.text);
    // A query that it does not understand is answered with a reason and 400.
    if (answer.status !== 200 && !answer.text.startsWith('{')) throw new Error(`status ${answer.status}`);
    return answer.text;
  };
  const compareClocks = async (signal: AbortSignal): Promise<NonNullable<typeof ahead>> => {
    if (ahead && clock.now() - ahead.knownMs < clockMs) return ahead;
    const askedMs = clock.now();
    const serverMs = timeIn(await put('time()', signal)) * 1_000;
    const answeredMs = clock.now();
    return (ahead = { least: serverMs - answeredMs, most: serverMs - askedMs, knownMs: answeredMs });
  };
  const instanceOf = (name: string): Instance => {
    const known = instances.get(name);
    if (known) return known;
    if (instances.size === 0) nobody.gone('its instances have shown themselves');
    const ear = createEar(name === '' ? `${host} (no label ${label})` : name, [breaker], emit);
    const made = { ear, lastSeconds: Number.NEGATIVE_INFINITY, intervalMs: usualIntervalMs };
    instances.set(name, made);
    return made;
  };
  const see = (one: Instance, scrapes: readonly Scrape[], answeredMs: number, clocks: NonNullable<typeof ahead>): void => {
    // What was before the watch is not of the run.
    const fresh = Number.isFinite(one.lastSeconds) ? scrapes.filter(({ atSeconds }) => atSeconds > one.lastSeconds) : scrapes.slice(-1);
    const [before, last] = scrapes.slice(-2);
    if (before && last) one.intervalMs = (last.atSeconds - before.atSeconds) * 1_000;
    for (const [i, { atSeconds, samples }] of fresh.entries()) {
      const next = fresh[i + 1];
      // One scrape has ended when the next begins, and the last when the server has told of it.
      const endedMs = next ? Math.min(answeredMs, next.atSeconds * 1_000 - clocks.least) : answeredMs;
      one.ear.page(pageOf(samples), { askedMs: toRunMs(atSeconds * 1_000 - clocks.most), answeredMs: toRunMs(endedMs) });
      one.lastSeconds = atSeconds;
    }
    const oldMs = answeredMs + clocks.most - one.lastSeconds * 1_000;
    if (oldMs > staleIntervals * one.intervalMs + staleSlackMs) one.ear.silent(`not scraped for ${formatMs(oldMs)}`);
  };
  const look = async (signal: AbortSignal): Promise<Looked> => {
    bytes = 0;
    const clocks = await compareClocks(signal);
    const nowSeconds = (clock.now() + clocks.most) / 1_000;
    const oldest = Math.min(...[...instances.values()].map(({ lastSeconds }) => lastSeconds));
    const range = Math.min(
      firstRangeSeconds,
      Math.ceil((Number.isFinite(oldest) ? nowSeconds - oldest : firstRangeSeconds) + slackSeconds),
    );
    const text = await put(`${query}[${instances.size === 0 ? firstRangeSeconds : range}s]`, signal);
    const answeredMs = clock.now();
    for (const [name, scrapes] of scrapesIn(text, label)) see(instanceOf(name), scrapes, answeredMs, clocks);
    for (const one of instances.values()) see(one, [], answeredMs, clocks);
    if (instances.size === 0) nobody.connected(toRunMs(answeredMs));
    return { problem: null, bytes };
  };
  return pollWith({
    url,
    ears: () => (instances.size === 0 ? [nobody] : [...instances.values()].map(({ ear }) => ear)),
    look,
    watching,
    leastMs: everyMs,
    cost: { instance: host, breakers: [breaker.name] },
  });
}
