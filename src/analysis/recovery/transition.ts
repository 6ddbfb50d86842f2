/**
 * Where in a stretch bad turned into good: the split into a worse and a better part that makes what was counted
 * likeliest (two binomials), and from when to when it may as well have been.
 */
import type { JudgedSlots } from './judged.ts';

/** What a split must gain in twice the log-likelihood before it is believed, per natural logarithm of the slots: as for the change points. */
const penaltyPerLog = 3;
/** Twice the log-likelihood that a split may lack of the best one and still be one that chance brings: the 95 % point of chi-squared. */
const asLikely = 3.84;

/** Indexes of slots: good begins with slot `at`; it may have begun with any from `earliest` to `latest`. */
export interface Transition {
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
}

/**
 * The last turn for the better within slots [from, to): what is left after one is looked at again, as long as its own
 * beginning is worse than `tolerated` (the share of bad requests that is still good), because what recovers gradually turns in steps.
 * null: there is none that chance would not bring.
 */
export function lastTransition(judged: JudgedSlots, from: number, to: number, tolerated: (at: number) => number): Transition | null {
  let found: Transition | null = null;
  for (let start = from; ;) {
    const next = split(judged, start, to);
    if (next === null || (found !== null && shareOf(judged, start, next.at) <= tolerated(next.at))) return found;
    // Gradual: it turned over the whole of the last step.
    found = found === null ? next : { ...next, earliest: Math.min(next.earliest, found.at) };
    // The slot in which it turned is bad in part, and no sign of another step.
    start = next.at + 1;
  }
}

function split(judged: JudgedSlots, from: number, to: number): Transition | null {
  const [all, bad] = [judged.sum('due', from, to), judged.sum('bad', from, to)];
  const without = fit(bad, all);
  const gains = new Float64Array(to - from);
  let at = -1;
  for (let i = from + 1; i < to; i += 1) {
    const [n, k] = [judged.sum('due', from, i), judged.sum('bad', from, i)];
    if (k / n <= (bad - k) / (all - n)) continue;
    gains[i - from] = 2 * (fit(k, n) + fit(bad - k, all - n) - without);
    if (at < 0 || gains[i - from]! > gains[at - from]!) at = i;
  }
  if (at < 0 || gains[at - from]! < penaltyPerLog * Math.log(to - from)) return null;
  const enough = gains[at - from]! - asLikely;
  const [first, last] = [gains.findIndex((gain) => gain >= enough), gains.findLastIndex((gain) => gain >= enough)];
  return { at, earliest: from + first, latest: from + last };
}

/** Log-likelihood of k of n at the share k / n. */
function fit(k: number, n: number): number {
  return k <= 0 || k >= n ? 0 : k * Math.log(k / n) + (n - k) * Math.log(1 - k / n);
}

function shareOf(judged: JudgedSlots, from: number, to: number): number {
  const due = judged.sum('due', from, to);
  return due > 0 ? judged.sum('bad', from, to) / due : 0;
}
