/**
 * The instant of recovery inside what the search found: a sustained-good window says that it is good, the split of the
 * counts says since when. Times finer than a slot come from the share of bad requests in the two slots around the split.
 */
import { becameGoodAt } from './instants.ts';
import type { JudgedSlots } from './judged.ts';
import type { Reference } from './reference.ts';
import { findLeave } from './search.ts';
import { lastTransition, type Transition } from './transition.ts';

export interface RecoveredAt {
  readonly goodMs: number;
  /** Index of the first good slot. */
  readonly from: number;
  /** The times between which it may as well have been, by what was counted. */
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** Good was confirmed over slots [good.from, good.to); `degraded` is the first bad one. */
export function recoveredAt(
  judged: JudgedSlots,
  degraded: number,
  good: { readonly from: number; readonly to: number },
  reference: Reference,
): RecoveredAt {
  const split = turnedGood(judged, degraded, good.to, reference);
  // What failed had ended earlier, but something else went on: requests that did not come. The slot in which it turned is bad in part.
  if (split === null || (split.at < good.from && findLeave(judged, split.at + 1, good.from) !== null)) {
    const goodMs = becameGoodAt(judged, good.from);
    return { goodMs, from: good.from, earliestMs: goodMs, latestMs: goodMs };
  }
  const goodMs = instantOf(judged, split.at, degraded, reference.badShare);
  return {
    goodMs,
    from: split.at,
    earliestMs: Math.min(goodMs, judged.slots[split.earliest]!.atMs),
    latestMs: Math.max(goodMs, judged.slots[split.latest]!.atMs),
  };
}

/** The last turn for the better in slots [from, to), by the share of bad requests alone. */
export function turnedGood(judged: JudgedSlots, from: number, to: number, reference: Reference): Transition | null {
  return lastTransition(judged, from, to, (at) => (judged.references[at] ?? reference).badShare + 0.01);
}

/** How many slots before the change show how bad it was. */
const before = 5;

/** Of the two slots around the beginning of slot `at` so much was bad as their bad requests are, measured by the slots before. */
function instantOf(judged: JudgedSlots, at: number, from: number, usual: number): number {
  const [fromMs, toMs] = [judged.slots[at - 1]!.atMs, judged.slots[at]!.toMs];
  const due = judged.sum('due', at - 1, at + 1);
  const [first, last] = [Math.max(from, at - 1 - before), at - 1];
  const asBad = last > first ? judged.sum('bad', first, last) / Math.max(1, judged.sum('due', first, last)) : 0;
  const worst = Math.max(asBad, judged.badShare(at - 1));
  if (worst <= usual) return judged.slots[at]!.atMs;
  const share = (judged.sum('bad', at - 1, at + 1) / due - usual) / (worst - usual);
  return fromMs + (toMs - fromMs) * Math.min(1, Math.max(0, share));
}
