/** A scope's slots, each against the reference of its offered load, in prefix sums: what any window holds is then one subtraction. */
import type { Reference, ReferenceAnswer } from './reference.ts';
import type { ScopeCounts, Slot } from './slots.ts';

/** Sums over slots [from, to). */
export interface Window {
  readonly ms: number;
  readonly due: number;
  readonly failed: number;
  /** Requests with a time: sent and ended. */
  readonly timed: number;
  /** Requests slower than the limit to enter good, and to leave it. */
  readonly slow: number;
  readonly verySlow: number;
  /** As many of them as the references had, by their share. */
  readonly usuallyVerySlow: number;
  /** Mean error share that is still good, weighted by requests. */
  readonly theta: number;
  /** Requests the references would have had in that time. */
  readonly expected: number;
}

const columns = ['ms', 'due', 'failed', 'timed', 'slow', 'verySlow', 'usuallyVerySlow', 'allowed', 'expected', 'bad'] as const;
type Column = (typeof columns)[number];

export class JudgedSlots {
  readonly slots: readonly Slot[];
  readonly counts: ScopeCounts;
  /** null: nothing to judge that slot by. */
  readonly references: readonly (Reference | null)[];
  private readonly sums: Record<Column, Float64Array>;

  constructor(slots: readonly Slot[], counts: ScopeCounts, answerAt: (level: number) => ReferenceAnswer) {
    this.slots = slots;
    this.counts = counts;
    this.references = slots.map((slot) => {
      const answer = answerAt(slot.level);
      return 'reference' in answer ? answer.reference : null;
    });
    this.sums = Object.fromEntries(columns.map((column) => [column, new Float64Array(slots.length + 1)])) as Record<Column, Float64Array>;
    for (const [i, slot] of slots.entries()) {
      const values = valuesOf(slot, counts, i, this.references[i] ?? null);
      for (const column of columns) this.sums[column][i + 1] = (this.sums[column][i] as number) + values[column];
    }
  }

  window(from: number, to: number): Window {
    const due = this.sum('due', from, to);
    return {
      ms: this.sum('ms', from, to),
      due,
      failed: this.sum('failed', from, to),
      timed: this.sum('timed', from, to),
      slow: this.sum('slow', from, to),
      verySlow: this.sum('verySlow', from, to),
      usuallyVerySlow: this.sum('usuallyVerySlow', from, to),
      theta: due > 0 ? this.sum('allowed', from, to) / due : 0.01,
      expected: this.sum('expected', from, to),
    };
  }

  sum(column: Column, from: number, to: number): number {
    return (this.sums[column][to] as number) - (this.sums[column][from] as number);
  }

  /** Share of the requests of slot i that failed, or were ok and too slow; 0 without requests. */
  badShare(i: number): number {
    const due = this.sum('due', i, i + 1);
    return due > 0 ? this.sum('bad', i, i + 1) / due : 0;
  }

  judgeable(i: number): boolean {
    return this.references[i] !== null && this.references[i] !== undefined;
  }

  /** The first slot that ends after t; slots.length when none does. */
  firstAfter(tMs: number): number {
    const found = this.slots.findIndex((slot) => slot.toMs > tMs);
    return found < 0 ? this.slots.length : found;
  }
}

function valuesOf(slot: Slot, counts: ScopeCounts, i: number, reference: Reference | null): Record<Column, number> {
  const [due, failed] = [counts.due[i] as number, counts.failed[i] as number];
  const ms = slot.toMs - slot.atMs;
  if (reference === null)
    return { ms, due, failed, timed: 0, slow: 0, verySlow: 0, usuallyVerySlow: 0, allowed: 0, expected: 0, bad: failed };
  const times = counts.timesAt(i);
  return {
    ms,
    due,
    failed,
    timed: times.count,
    slow: times.countAbove(reference.enterMs),
    verySlow: times.countAbove(reference.leaveMs),
    usuallyVerySlow: times.count * reference.verySlowShare,
    allowed: due * reference.theta,
    expected: (reference.requestsPerSecond * ms) / 1_000,
    bad: Math.min(due, failed + counts.okTimesAt(i).countAbove(reference.enterMs)),
  };
}
