/**
 * Alerts on the burn rate of an error budget, emulated from the run's own counts: what a monitoring system with the usual three rules (SRE
 * Workbook, chapter 5: multiwindow, multi-burn-rate) would have told, with all windows scaled down to the run. Pure.
 *
 *   burn over a window = (failed / ended in it) * min(1, age of the load / window) / (1 - SLO)
 *
 * A rule fires while the burn is above its factor over its long and its short window. Requests count when they end, as a monitoring system
 * sees them. The time before the load is taken as having gone well at the mean rate of the window: nobody knows it.
 */
import { valueOf } from '../../events/histogram.ts';
import type { SummedRouteBin } from '../load-table.ts';

export interface BurnRule {
  /** How many times too fast the budget burns. */
  readonly factor: number;
  readonly longMs: number;
  /** Long / 12, so that it ends soon after what it tells of. */
  readonly shortMs: number;
}

const hourMs = 3_600_000;
/** Factor and long window, for a budget of 30 days: 2 %, 5 % and 10 % of it gone. */
const usual = [
  { factor: 14.4, hours: 1 },
  { factor: 6, hours: 6 },
  { factor: 1, hours: 72 },
] as const;

/** Six hours become the length of the load; windows are never longer than usual. */
export function burnRules(loadMs: number): BurnRule[] {
  const scale = Math.min(1, loadMs / (6 * hourMs));
  return usual.map(({ factor, hours }) => {
    const longMs = Math.round(hours * hourMs * scale);
    return { factor, longMs, shortMs: Math.round(longMs / 12) };
  });
}

export const slotMs = 200;
/** Fewer failures in the long window are an accident, however few requests there are. */
const leastFailed = 3;

/** Requests by when they ended, in slots from t = 0 on. */
export interface EndedCounts {
  /** Prefix sums: of slots 0 to i - 1 at i. */
  readonly ended: Float64Array;
  readonly failed: Float64Array;
}

export function countEnded(bins: readonly SummedRouteBin[], untilMs: number): EndedCounts {
  const slots = Math.max(0, Math.ceil(untilMs / slotMs));
  const [ended, failed] = [new Float64Array(slots + 1), new Float64Array(slots + 1)];
  const add = (atMs: number, ok: boolean, count: number): void => {
    const slot = Math.floor(atMs / slotMs) + 1;
    if (slot > slots) return;
    ended[slot] = (ended[slot] as number) + count;
    if (!ok) failed[slot] = (failed[slot] as number) + count;
  };
  for (const { atMs, outcomes, okTimes, failedTimes } of bins) {
    for (const [times, ok] of [[okTimes, true] as const, [failedTimes, false] as const])
      for (let i = 0; i + 1 < times.length; i += 2) add(atMs + valueOf(times[i] as number) / 1_000, ok, times[i + 1] as number);
    if (outcomes.dropped > 0) add(atMs, false, outcomes.dropped);
  }
  for (let i = 1; i <= slots; i += 1) {
    ended[i] = (ended[i] as number) + (ended[i - 1] as number);
    failed[i] = (failed[i] as number) + (failed[i - 1] as number);
  }
  return { ended, failed };
}

/** The fastest rule that fires when slot `end - 1` is over, or null. */
export function firingAt(counts: EndedCounts, end: number, rules: readonly BurnRule[], slo: number): BurnRule | null {
  const over = (windowMs: number): { failed: number; burn: number } => {
    const from = Math.max(0, end - Math.max(1, Math.round(windowMs / slotMs)));
    const ended = (counts.ended[end] as number) - (counts.ended[from] as number);
    const failed = (counts.failed[end] as number) - (counts.failed[from] as number);
    const known = Math.min(1, (end * slotMs) / windowMs);
    return { failed, burn: ended > 0 ? ((failed / ended) * known) / (1 - slo) : 0 };
  };
  for (const rule of rules) {
    const long = over(rule.longMs);
    if (long.failed >= leastFailed && long.burn > rule.factor && over(rule.shortMs).burn > rule.factor) return rule;
  }
  return null;
}

export interface Burned {
  readonly rule: BurnRule;
  /** The end of the slot in which it began to fire. */
  readonly atMs: number;
  /** The end of the first slot, at or after the removal, in which that rule no longer fires; null: it fires on. */
  readonly clearedAtMs: number | null;
}

/** The first firing that begins between two times. `already`: a rule was firing when the first of them came. */
export function burnedAfter(
  counts: EndedCounts,
  { fromMs, untilMs, removedMs }: { readonly fromMs: number; readonly untilMs: number; readonly removedMs: number | null },
  rules: readonly BurnRule[],
  slo: number,
): Burned | 'already' | null {
  const last = Math.min(counts.ended.length - 1, Math.floor(untilMs / slotMs));
  const first = Math.floor(Math.max(0, fromMs) / slotMs);
  if (first > 0 && first < counts.ended.length && firingAt(counts, first, rules, slo) !== null) return 'already';
  for (let end = first + 1; end <= last; end += 1) {
    const rule = firingAt(counts, end, rules, slo);
    if (rule === null) continue;
    return {
      rule,
      atMs: end * slotMs,
      clearedAtMs: removedMs === null ? null : clearedAfter(counts, Math.max(end + 1, removedMs / slotMs), [rule], slo),
    };
  }
  return null;
}

function clearedAfter(counts: EndedCounts, from: number, rules: readonly BurnRule[], slo: number): number | null {
  for (let end = Math.ceil(from); end < counts.ended.length; end += 1) if (firingAt(counts, end, rules, slo) === null) return end * slotMs;
  return null;
}
