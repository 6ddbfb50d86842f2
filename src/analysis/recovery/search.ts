/** The search of one scope's watch: when it became bad, and when it became good for good. Indexes are of slots. */
import { plainlyBad } from './instants.ts';
import type { JudgedSlots } from './judged.ts';
import { confirm, isBad, isWorse, trailing } from './rules.ts';

/** Of the time the fault was in, so much must have been judged before it can be said that nothing was bad. */
const leastLooked = 0.8;

/** The first bad slot from `first` on; 'never', or 'unknown' where too little of the fault, which ends before slot `cleared`, could be judged. */
export function findDegraded(judged: JudgedSlots, first: number, cleared: number): number | 'never' | 'unknown' {
  let looked = 0;
  for (let end = first + 1; end <= judged.slots.length; end += 1) {
    const last = trailing(judged, 0, end);
    if (last === null) continue;
    if (end <= cleared) looked += 1;
    if (!isBad(last.window)) continue;
    const from = Math.max(first, last.from);
    for (let i = from; i < end; i += 1) if (plainlyBad(judged, i)) return i;
    for (let i = from; i < end; i += 1) if (judged.badShare(i) > 0) return i;
    // Starved: nothing failed, because nothing came.
    if (last.window.failed === 0 && last.window.verySlow === 0) return from;
  }
  if (looked === 0 || looked < leastLooked * (cleared - first)) return 'unknown';
  if (!isWorse(judged.window(first, cleared))) return 'never';
  const bad = judged.slots.findIndex((_, i) => i >= first && judged.badShare(i) > 0);
  return bad < 0 ? first : bad;
}

export interface Found {
  /** Where good begins for good, and before which slot it was confirmed; or null. */
  readonly good: { readonly from: number; readonly to: number } | null;
  /** How often it was good for a whole window and left again. */
  readonly relapses: number;
}

/** The first slot from which a sustained-good window begins that is never left again. */
export function findGood(judged: JudgedSlots, from: number, atLeastMs: number): Found {
  let relapses = 0;
  for (let i = from; i < judged.slots.length;) {
    if (!judged.judgeable(i) || plainlyBad(judged, i)) {
      i += 1;
      continue;
    }
    const confirmed = confirm(judged, i, atLeastMs);
    if (typeof confirmed === 'string') {
      i += 1;
      continue;
    }
    const left = findLeave(judged, i);
    if (left === null) return { good: { from: i, to: confirmed.to }, relapses };
    if (left.end > confirmed.to) relapses += 1;
    i = Math.max(i, left.badSlot) + 1;
  }
  return { good: null, relapses };
}

/** The first window inside slots [from, to) that is bad again. */
export function findLeave(judged: JudgedSlots, from: number, to = judged.slots.length): { end: number; badSlot: number } | null {
  for (let end = from + 1; end <= to; end += 1) {
    const last = trailing(judged, from, end);
    if (last === null || !isBad(last.window)) continue;
    let badSlot = last.from;
    while (badSlot < end - 1 && judged.badShare(badSlot) === 0) badSlot += 1;
    return { end, badSlot };
  }
  return null;
}

export function isBadAtEnd(judged: JudgedSlots, first: number): boolean {
  const last = trailing(judged, first, judged.slots.length);
  return last !== null && isBad(last.window);
}
