/** Slots of a scope with what each of them counted, judged by one reference: the ground that the rules of recovery stand on. */
import { JudgedSlots } from '../../src/analysis/recovery/judged.ts';
import type { Reference } from '../../src/analysis/recovery/reference.ts';
import { ScopeCounts, slotMs, type ScopeKind, type Slot } from '../../src/analysis/recovery/slots.ts';
import type { SummedRouteBin } from '../../src/analysis/load-table.ts';
import { Histogram } from '../../src/events/histogram.ts';
import { noOutcomes } from '../../src/objectives/tally.ts';

export interface Counted {
  readonly ok?: number;
  readonly failed?: number;
  /** Of the ok ones; default 20 ms. */
  readonly okMs?: number;
  /** Default 5 ms. */
  readonly failedMs?: number;
  /** This slot has no reference. */
  readonly unknown?: boolean;
}

/** 200/s, no errors, p95 25 ms. */
export const reference: Reference = {
  stage: 0,
  requestsPerSecond: 200,
  errorShare: 0,
  p95Ms: 25,
  theta: 0.01,
  enterMs: 45,
  leaveMs: 65,
  verySlowShare: 0,
  badShare: 0,
};

export function slotsOf(n: number): Slot[] {
  return Array.from({ length: n }, (_, i) => ({
    atMs: i * slotMs,
    toMs: (i + 1) * slotMs,
    stage: 0,
    offered: 200,
    level: 200,
    warmingUp: false,
  }));
}

export function binsOf(counted: readonly Counted[]): SummedRouteBin[] {
  return counted.map(({ ok = 0, failed = 0, okMs = 20, failedMs = 5 }, i) => {
    const times = (ms: number, n: number): number[] => {
      const histogram = new Histogram();
      histogram.record(ms * 1_000, n);
      return n > 0 ? histogram.toSparse() : [];
    };
    return {
      atMs: i * slotMs,
      stage: 0,
      route: 'home',
      intended: ok + failed,
      outcomes: { ...noOutcomes(), ok, httpError: failed },
      degraded: 0,
      shed: 0,
      redirects: 0,
      okTimes: times(okMs, ok),
      failedTimes: times(failedMs, failed),
      serviceTimes: [],
    };
  });
}

export function countsOf(counted: readonly Counted[], kind: ScopeKind = 'route'): ScopeCounts {
  return new ScopeCounts(kind, 'home', binsOf(counted), slotsOf(counted.length));
}

export function judgedOf(counted: readonly Counted[], more: Partial<Reference> = {}): JudgedSlots {
  const slots = slotsOf(counted.length).map((slot, i) => ({ ...slot, level: counted[i]?.unknown ? 0 : 200 }));
  return new JudgedSlots(slots, countsOf(counted), (level) =>
    level === 0 ? { none: 'nothing to compare with' } : { reference: { ...reference, ...more } },
  );
}

/** So many slots of one kind. */
export function times(n: number, one: Counted): Counted[] {
  return Array.from({ length: n }, () => one);
}

export const well: Counted = { ok: 40 };
export const down: Counted = { failed: 40 };
