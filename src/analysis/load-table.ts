/** The load lines of the log added up: one bin per 200 ms, stage and route, one per 50 ms and stage, whatever order they came in. */
import type { ErrorCount, EventOf, LoadBin } from '../events/event.ts';
import { addOutcomes, ended, noOutcomes, type AllOutcomes } from '../objectives/tally.ts';

interface Summed {
  readonly atMs: number;
  readonly stage: number;
  intended: number;
  readonly outcomes: AllOutcomes;
}

export interface SummedBin extends Summed {
  /** Sparse histograms end to end. */
  readonly errorTimes: number[];
  /** By breaker. */
  readonly signed: Record<string, number>;
}

export interface SummedRouteBin extends Summed {
  readonly route: string;
  degraded: number;
  shed: number;
  redirects: number;
  /** Sparse histograms end to end: a bucket may come more than once. */
  readonly okTimes: number[];
  readonly failedTimes: number[];
  readonly serviceTimes: number[];
}

export interface LoadTable {
  /** In the order of time. */
  readonly bins: readonly SummedBin[];
  readonly routes: readonly SummedRouteBin[];
  readonly errors: readonly ErrorCount[];
  /** Requests without an outcome in the log, counted as cancelled. */
  readonly unfinished: number;
  /** Whether both kinds of bins count the same requests. */
  readonly consistent: boolean;
}

export function sumLoad(events: readonly EventOf<'load'>[]): LoadTable {
  const bins = new Map<string, SummedBin>();
  const routes = new Map<string, SummedRouteBin>();
  const errors = new Map<string, ErrorCount>();
  for (const event of events) {
    for (const bin of event.bins) addBin(bins, bin);
    for (const bin of event.routes) {
      const key = `${bin.stage} ${bin.atMs} ${bin.route}`;
      const into = routes.get(key) ?? {
        atMs: bin.atMs,
        stage: bin.stage,
        route: bin.route,
        intended: 0,
        outcomes: noOutcomes(),
        degraded: 0,
        shed: 0,
        redirects: 0,
        okTimes: [],
        failedTimes: [],
        serviceTimes: [],
      };
      routes.set(key, into);
      into.intended += bin.intended;
      addOutcomes(into.outcomes, bin.outcomes);
      into.degraded += bin.degraded;
      into.shed += bin.shed;
      into.redirects += bin.redirects ?? 0;
      into.okTimes.push(...bin.okTimes);
      into.failedTimes.push(...bin.failedTimes);
      into.serviceTimes.push(...bin.serviceTimes);
    }
    for (const error of event.errors) {
      const key = JSON.stringify([error.route, error.stage, error.outcome, error.cause]);
      const before = errors.get(key);
      errors.set(key, before ? together(before, error) : error);
    }
  }
  // A run that was killed leaves requests without an outcome: they were in flight, and nothing is known of them.
  const unfinished = closeBooks(routes.values());
  closeBooks(bins.values());
  const total = (all: Iterable<Summed>): number => [...all].reduce((sum, bin) => sum + bin.intended, 0);
  return {
    bins: [...bins.values()].toSorted(byTime),
    routes: [...routes.values()].toSorted((a, b) => byTime(a, b) || (a.route < b.route ? -1 : 1)),
    errors: [...errors.values()].toSorted((a, b) => a.firstMs - b.firstMs),
    unfinished,
    consistent: total(bins.values()) === total(routes.values()),
  };
}

function together(a: ErrorCount, b: ErrorCount): ErrorCount {
  const { lastMs, ...rest } = a;
  const both = { ...rest, count: a.count + b.count, firstMs: Math.min(a.firstMs, b.firstMs) };
  return lastMs === undefined || b.lastMs === undefined ? both : { ...both, lastMs: Math.max(lastMs, b.lastMs) };
}

function addBin(bins: Map<string, SummedBin>, bin: LoadBin): void {
  const key = `${bin.stage} ${bin.atMs}`;
  const into = bins.get(key) ?? { atMs: bin.atMs, stage: bin.stage, intended: 0, outcomes: noOutcomes(), errorTimes: [], signed: {} };
  bins.set(key, into);
  into.intended += bin.intended;
  addOutcomes(into.outcomes, bin.outcomes);
  into.errorTimes.push(...(bin.errorTimes ?? []));
  for (const [breaker, n] of Object.entries(bin.signed ?? {})) into.signed[breaker] = (into.signed[breaker] ?? 0) + n;
}

function closeBooks(bins: Iterable<Summed>): number {
  let unfinished = 0;
  for (const bin of bins) {
    const open = bin.intended - ended(bin.outcomes);
    if (open <= 0) continue;
    bin.outcomes.cancelled += open;
    unfinished += open;
  }
  return unfinished;
}

function byTime(a: Summed, b: Summed): number {
  return a.atMs - b.atMs || a.stage - b.stage;
}

/** Requests of a bin that were due: intended - cancelled. */
export function due(bin: Summed): number {
  return bin.intended - bin.outcomes.cancelled;
}
