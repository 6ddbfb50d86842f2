/**
 * A system that calls a dependency, as arithmetic: instances in turn, each with a breaker or without, with retries, with a pool whose calls
 * wait or are turned away. It is asked in the order of time, and knows when its breakers truly opened and when the dependency was called.
 */
import type { Event } from '../../src/events/event.ts';
import type { Met, Random } from './synthetic-log.ts';

export type Trouble = 'none' | 'hang' | 'errors' | 'refused' | 'down' | 'slow';

export interface SystemOptions {
  readonly trouble: Trouble;
  readonly faultMs: readonly [number, number];
  readonly instances?: number;
  /** null: there is none. As opossum has it: over half of at least ten calls in two seconds; one probe. */
  readonly breaker?: { readonly resetMs: number } | null;
  /** Further attempts after one that failed. */
  readonly retries?: number;
  /** Calls under way at most, an instance; what more comes waits for a place, or is turned away at once. */
  readonly pool?: { readonly size: number; readonly full: 'wait' | 'refuse' | 'shed' } | null;
  /** The system's own patience with the dependency; null: none. */
  readonly timeoutMs?: number | null;
  /** The system itself is gone while the fault is in, and something in front of it answers 502 or nothing. */
  readonly dies?: 'refuses' | 'hangs' | null;
  /** What it answers when the breaker is open. */
  readonly whenOpen?: 'error' | 'fallback' | 'hidden' | 'signed';
  /** Asks for what it needs once in so long, and keeps it. */
  readonly cacheMs?: number;
}

interface Instance {
  state: 'closed' | 'open' | 'half-open';
  openedMs: number;
  probing: boolean;
  /** Results of calls, [end, ok]. */
  recent: [number, boolean][];
  failed: number;
  pending: { endMs: number; ok: boolean; probe: boolean }[];
  /** When each place of the pool is free. */
  places: number[];
  cachedMs: number;
}

export class GuardedSystem {
  readonly calls: number[] = [];
  readonly transitions: { instance: number; to: 'open' | 'half-open' | 'closed'; atMs: number }[] = [];
  private readonly options: SystemOptions;
  private readonly instances: Instance[];
  private next = 0;

  constructor(options: SystemOptions) {
    this.options = options;
    this.instances = Array.from({ length: options.instances ?? 1 }, () => ({
      state: 'closed' as const,
      openedMs: 0,
      probing: false,
      recent: [],
      failed: 0,
      pending: [],
      places: Array.from({ length: options.pool?.size ?? 0 }, () => 0),
      cachedMs: Number.NEGATIVE_INFINITY,
    }));
  }

  /** One request; times must not fall. */
  meet(tMs: number, random: Random): Met {
    const { dies = null, whenOpen = 'error', pool = null, cacheMs } = this.options;
    const own = 1 + random();
    if (dies !== null && this.inFault(tMs))
      return dies === 'refuses' ? { outcome: 'connectError', ms: 1 } : { outcome: 'timeout', ms: 5_000 };
    const index = this.next++ % this.instances.length;
    const at = this.instances[index] as Instance;
    this.settle(at, index, tMs);
    if (cacheMs !== undefined && tMs - at.cachedMs < cacheMs) return { ms: own };
    if (at.state === 'open' || (at.state === 'half-open' && at.probing)) {
      if (whenOpen === 'hidden') return { ms: own };
      if (whenOpen === 'fallback') return { ms: own, degraded: true };
      return { outcome: 'httpError', ms: own, cause: 'status 503', ...(whenOpen === 'signed' ? { signed: 'payments' } : {}) };
    }
    const place = pool === null ? null : at.places.indexOf(Math.min(...at.places));
    const freeMs = place === null ? tMs : Math.max(tMs, at.places[place] as number);
    if (freeMs > tMs && pool?.full !== 'wait')
      return { outcome: 'httpError', ms: own, cause: 'status 503', ...(pool?.full === 'shed' ? { shed: true } : {}) };
    const probe = at.state === 'half-open';
    if (probe) at.probing = true;
    const { endMs, ok } = this.call(freeMs, random, probe ? 0 : (this.options.retries ?? 0));
    if (place !== null) at.places[place] = endMs;
    if (this.options.breaker) at.pending.push({ endMs, ok, probe });
    if (ok) at.cachedMs = endMs;
    const ms = endMs - tMs + own;
    if (ms >= 5_000) return { outcome: 'timeout', ms: 5_000 };
    return ok ? { ms } : { outcome: 'httpError', ms, cause: 'status 500' };
  }

  /** What the watch on the link would have written. */
  activity(untilMs: number, random: Random, counts: 'requests' | 'bytes' = 'requests'): Event[] {
    const events: Event[] = [];
    const reached = this.calls.toSorted((a, b) => a - b);
    let [i, askedMs] = [0, 0];
    while (askedMs < untilMs) {
      const fromMs = askedMs;
      const looks: number[] = [];
      for (let n = 0; n < 10 && askedMs < untilMs; n += 1) {
        const sinceMs = 100 + Math.floor(random() * 6);
        const tookMs = 1 + Math.floor(random() * 4);
        const countedMs = askedMs + sinceMs + random() * tookMs;
        const before = i;
        while (i < reached.length && (reached[i] as number) <= countedMs) i += 1;
        looks.push(sinceMs, tookMs, counts === 'requests' ? i - before : Math.min(1, i - before));
        askedMs += sinceMs;
      }
      events.push({ tMs: askedMs + 5, type: 'link-activity', link: 'payments', counts, fromMs, looks });
    }
    return events;
  }

  private inFault(tMs: number): boolean {
    return tMs >= this.options.faultMs[0] && tMs < this.options.faultMs[1];
  }

  private call(tMs: number, random: Random, retries: number): { endMs: number; ok: boolean } {
    const { trouble, timeoutMs = 400 } = this.options;
    const patience = timeoutMs ?? 1e9;
    const what = this.inFault(tMs) ? trouble : 'none';
    if (what !== 'down') this.calls.push(tMs + 0.5);
    const [tookMs, ok] = {
      none: [15 + 10 * random(), true],
      hang: [patience, false],
      errors: [20 + 5 * random(), false],
      refused: [0.5 + random(), false],
      down: [0.5 + random(), false],
      slow: [Math.min(2_000, patience), patience > 2_000],
    }[what] as [number, boolean];
    const endMs = tMs + Math.min(tookMs, what === 'hang' && timeoutMs === null ? Math.max(0, this.options.faultMs[1] - tMs) : tookMs);
    return !ok && retries > 0 ? this.call(endMs + 50, random, retries - 1) : { endMs, ok };
  }

  private settle(at: Instance, index: number, nowMs: number): void {
    const { breaker } = this.options;
    if (!breaker) return;
    const move = (to: 'open' | 'half-open' | 'closed', atMs: number): void => {
      at.state = to;
      this.transitions.push({ instance: index, to, atMs });
    };
    const ended = at.pending.filter(({ endMs }) => endMs <= nowMs);
    if (ended.length > 1) ended.sort((a, b) => a.endMs - b.endMs);
    if (ended.length > 0) at.pending = at.pending.filter(({ endMs }) => endMs > nowMs);
    for (const { endMs, ok, probe } of ended) {
      this.halfOpen(at, endMs, breaker.resetMs, move);
      if (probe) {
        at.probing = false;
        at.recent = [];
        at.failed = 0;
        if (!ok) at.openedMs = endMs;
        move(ok ? 'closed' : 'open', endMs);
        continue;
      }
      if (at.state !== 'closed') continue;
      at.recent.push([endMs, ok]);
      while ((at.recent[0]?.[0] ?? endMs) <= endMs - 2_000) if (at.recent.shift()?.[1] === false) at.failed -= 1;
      if (!ok) at.failed += 1;
      if (at.recent.length < 10 || at.failed < at.recent.length / 2) continue;
      at.openedMs = endMs;
      move('open', endMs);
    }
    this.halfOpen(at, nowMs, breaker.resetMs, move);
  }

  private halfOpen(at: Instance, nowMs: number, resetMs: number, move: (to: 'half-open', atMs: number) => void): void {
    if (at.state === 'open' && nowMs >= at.openedMs + resetMs) move('half-open', at.openedMs + resetMs);
  }
}
