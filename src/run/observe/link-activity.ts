/**
 * Counts what crosses the links that breakers guard, ten times a second while the load runs: a dependency that hears nothing more shows
 * a breaker. It only writes down what it saw; a look is one small GET of the proxy's server, and how long it took is in the log.
 */
import type { Emit } from '../../events/event.ts';
import type { LinkCounters } from '../../events/link-counters.ts';
import type { LinkLook } from '../inject/contract.ts';

const everyMs = 100;
/** A look that takes long is asked for less often: it is the tool's own server, or one that stands beside the target. */
const shareOfInterval = 0.5;
const tellEveryMs = 1_000;

export interface ActivityWatch {
  /** Tells what is not told yet, and looks no more; may be called again. */
  stop(): Promise<void>;
}

export interface ActivityOptions {
  readonly links: readonly string[];
  readonly nowMs: () => number;
  readonly look: (link: string) => Promise<LinkLook>;
  readonly emit: Emit;
}

export function watchLinkActivity({ links, ...options }: ActivityOptions): ActivityWatch {
  const watched = links.map((link) => watchLink(link, options));
  return {
    async stop() {
      await Promise.all(watched.map((one) => one.stop()));
    },
  };
}

function watchLink(link: string, { nowMs, look, emit }: Omit<ActivityOptions, 'links'>): ActivityWatch {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let countsNothing = false;
  let before: { readonly counters: LinkCounters; readonly atMs: number } | undefined;
  let told: { fromMs: number; looks: number[]; counts: 'requests' | 'bytes' } | undefined;

  const tell = (): void => {
    if (told !== undefined && told.looks.length > 0) emit({ type: 'link-activity', link, ...told });
    told = undefined;
  };
  /** Whole milliseconds that never say less than was so. */
  const see = (counters: LinkCounters, askedMs: number, answeredMs: number): void => {
    const atMs = Math.floor(askedMs);
    if (before !== undefined) {
      const counts = isRead(counters) && isRead(before.counters) ? 'requests' : 'bytes';
      if (told !== undefined && told.counts !== counts) tell();
      told ??= { fromMs: before.atMs, looks: [], counts };
      told.looks.push(atMs - before.atMs, Math.ceil(answeredMs) - atMs, callsBetween(before.counters, counters, counts));
      if (atMs - told.fromMs >= tellEveryMs) tell();
    }
    before = { counters, atMs };
  };
  const once = async (): Promise<number> => {
    const askedMs = nowMs();
    const { counters } = await look(link);
    const answeredMs = nowMs();
    if (counters !== null) see(counters, askedMs, answeredMs);
    else if (before === undefined) {
      stopped = true;
      countsNothing = true;
      emit({ type: 'link-activity-unknown', link, why: 'its server counts a connection when it ends, and not before' });
    }
    return answeredMs - askedMs;
  };
  const loop = async (): Promise<void> => {
    const tookMs = await once().catch(() => everyMs);
    if (!stopped) timer = setTimeout(() => (current = loop()), Math.max(everyMs - tookMs, tookMs / shareOfInterval - tookMs, 0));
  };
  let current = loop();
  return {
    async stop() {
      if (stopped) return current;
      stopped = true;
      clearTimeout(timer);
      await current;
      if (countsNothing) return;
      await once().catch(() => {});
      tell();
    },
  };
}

function isRead({ requests }: LinkCounters): boolean {
  return typeof requests === 'number';
}

/** Attempts that came to nothing are connections without a request. */
function callsBetween(before: LinkCounters, now: LinkCounters, counts: 'requests' | 'bytes'): number {
  const [connections, bytes] = [now.connections - before.connections, now.bytesUp - before.bytesUp];
  const requests = counts === 'requests' ? (now.requests ?? 0) - (before.requests ?? 0) : 0;
  if (connections < 0 || bytes < 0 || requests < 0) return -1;
  if (counts === 'requests') return Math.max(connections, requests);
  return connections > 0 || bytes > 0 ? 1 : 0;
}
