/** Requests counted over some time and scope: what the measures of objectives, abort rules and the gate are taken from. */
import type { OutcomeCounts, Outcome } from '../events/event.ts';
import { outcomes } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';

export type AllOutcomes = Record<Outcome, number>;

/** Counts within one second of intended time. */
export interface SecondCount {
  /** intended - cancelled */
  due: number;
  ok: number;
  degraded: number;
  shed: number;
}

export interface Tally {
  intended: number;
  readonly outcomes: AllOutcomes;
  degraded: number;
  shed: number;
  /** Response times of the ok requests. */
  readonly okTimes: Histogram;
  /** Of these, the ones that no rate counts: later steps of journeys, intended after the `overMs` were over. */
  readonly after: { sent: number; ok: number };
  /** By second of the run; seconds without requests are absent. */
  readonly seconds: Map<number, SecondCount>;
  /** Length of the time that was counted over. */
  overMs: number;
  /** Why the time was cut short (`the run was aborted`), or null: what was seen of it may not be the whole. */
  cut: string | null;
}

export function newTally(overMs = 0, cut: string | null = null): Tally {
  return {
    intended: 0,
    outcomes: noOutcomes(),
    degraded: 0,
    shed: 0,
    okTimes: new Histogram(),
    after: { sent: 0, ok: 0 },
    seconds: new Map(),
    overMs,
    cut,
  };
}

export function noOutcomes(): AllOutcomes {
  return { ok: 0, httpError: 0, timeout: 0, connectError: 0, reset: 0, protocolError: 0, dropped: 0, cancelled: 0 };
}

export function addOutcomes(into: AllOutcomes, more: OutcomeCounts): void {
  for (const outcome of outcomes) into[outcome] += more[outcome] ?? 0;
}

export function ended(counts: OutcomeCounts): number {
  let sum = 0;
  for (const outcome of outcomes) sum += counts[outcome] ?? 0;
  return sum;
}

/** What a bin of the log adds to a tally; `atMs` is its intended time. */
export interface Counted {
  readonly atMs: number;
  readonly intended: number;
  readonly outcomes: OutcomeCounts;
  readonly degraded: number;
  readonly shed: number;
  readonly okTimes: readonly number[];
}

/** `after`: it was intended after the time that rates are taken over. */
export function count(into: Tally, bin: Counted, after = false): void {
  into.intended += bin.intended;
  addOutcomes(into.outcomes, bin.outcomes);
  into.degraded += bin.degraded;
  into.shed += bin.shed;
  into.okTimes.add(bin.okTimes);
  const due = bin.intended - (bin.outcomes.cancelled ?? 0);
  if (after) {
    into.after.sent += due - (bin.outcomes.dropped ?? 0);
    into.after.ok += bin.outcomes.ok ?? 0;
  }
  if (due <= 0) return;
  const key = Math.floor(bin.atMs / 1_000);
  const second = into.seconds.get(key) ?? { due: 0, ok: 0, degraded: 0, shed: 0 };
  into.seconds.set(key, {
    due: second.due + due,
    ok: second.ok + (bin.outcomes.ok ?? 0),
    degraded: second.degraded + bin.degraded,
    shed: second.shed + bin.shed,
  });
}

/** Takes away what `count` added, for a tally that slides along: a second that is empty again is absent again. */
export function uncount(from: Tally, bin: Counted): void {
  from.intended -= bin.intended;
  for (const outcome of outcomes) from.outcomes[outcome] -= bin.outcomes[outcome] ?? 0;
  from.degraded -= bin.degraded;
  from.shed -= bin.shed;
  from.okTimes.subtract(bin.okTimes);
  const due = bin.intended - (bin.outcomes.cancelled ?? 0);
  if (due <= 0) return;
  const key = Math.floor(bin.atMs / 1_000);
  const second = from.seconds.get(key);
  if (!second) return;
  if (second.due <= due) from.seconds.delete(key);
  else {
    second.due -= due;
    second.ok -= bin.outcomes.ok ?? 0;
    second.degraded -= bin.degraded;
    second.shed -= bin.shed;
  }
}

/** Requests that were due: intended - cancelled. */
export function dueOf(tally: Tally): number {
  return tally.intended - tally.outcomes.cancelled;
}

/** 1 - ok / (intended - cancelled); null without requests. */
export function errorRateOf(tally: Tally): number | null {
  const due = dueOf(tally);
  return due > 0 ? 1 - tally.outcomes.ok / due : null;
}
