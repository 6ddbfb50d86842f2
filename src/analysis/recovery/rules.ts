/** When it counts as good again, and when it no longer does. The two differ, so that noise does not flip between them. */
import { requestsToProve, wilsonUpper } from '../../objectives/wilson.ts';
import type { JudgedSlots, Window } from './judged.ts';

/** Good again: surely (95 %) at most theta failed, p95 within the limit, and as many requests as the load should bring. */
export function isGood(window: Window): boolean {
  if (wilsonUpper(window.failed, window.due) > window.theta) return false;
  if (window.slow > 0.05 * window.timed) return false;
  // The number of requests is itself a random one: its own 95 % bound must reach nine tenths of what is expected.
  return window.due + 1.645 * Math.sqrt(window.due) >= 0.9 * window.expected;
}

/**
 * Not good any more: at least 3 errors, twice theta, and more than theta brings by chance (3 standard deviations); or
 * p95 beyond the wider limit, and more slow requests than the reference has by chance (4, and 2 requests); or not half the requests
 * that the load should bring. The margins for chance keep windows of 100 requests, of which there are hundreds in a
 * watch, from calling a healthy system bad.
 */
export function isBad({ due, failed, theta, timed, verySlow, usuallyVerySlow, expected }: Window): boolean {
  if (expected >= 20 && due + 1.645 * Math.sqrt(due) < 0.5 * expected) return true;
  if (failsTooOften({ due, failed, theta })) return true;
  return timed >= 20 && verySlow > 0.05 * timed && verySlow > usuallyVerySlow + 4 * Math.sqrt(usuallyVerySlow) + 2;
}

/** By errors alone: what makes a window bad, whatever else is known of it. */
export function failsTooOften({ due, failed, theta }: Pick<Window, 'due' | 'failed' | 'theta'>): boolean {
  const byChance = theta * due;
  return failed >= 3 && failed > 2 * byChance && failed > byChance + 3 * Math.sqrt(byChance);
}

/** Worse than good allows, over a stretch as a whole: what is too little to be bad in any window may be plain in all of them together. */
export function isWorse({ due, failed, theta, timed, slow, expected }: Window): boolean {
  const byChance = theta * due;
  if (failed >= 3 && failed > byChance + 3 * Math.sqrt(byChance)) return true;
  if (slow > 0.05 * timed + 4 * Math.sqrt(0.05 * timed)) return true;
  return due + 3 * Math.sqrt(expected) < 0.9 * expected;
}

/**
 * The window that ends before slot `end` and is just long enough to be judged for badness: 1 s and 100 requests. It
 * begins at `first` at the earliest; null where that is too little, or where a slot has no reference.
 */
export function trailing(judged: JudgedSlots, first: number, end: number): { from: number; window: Window } | null {
  for (let from = end - 1; from >= first && judged.judgeable(from); from -= 1) {
    if (judged.sum('ms', from, end) < 1_000 - 1e-6 || Math.max(judged.sum('due', from, end), judged.sum('expected', from, end)) < 100)
      continue;
    return { from, window: judged.window(from, end) };
  }
  return null;
}

export interface Confirmed {
  /** The window ends before this slot. */
  readonly to: number;
}

/**
 * The shortest window from slot `from` that shows good: at least `atLeastMs` and nMin requests; up to three times
 * nMin, because a healthy system with a few errors needs more requests to show the same. 'short' where the data ends first.
 */
export function confirm(judged: JudgedSlots, from: number, atLeastMs: number): Confirmed | 'not-good' | 'short' {
  let full = false;
  for (let to = from + 1; to <= judged.slots.length && judged.judgeable(to - 1); to += 1) {
    if (judged.sum('ms', from, to) < atLeastMs - 1e-6) continue;
    const window = judged.window(from, to);
    const needed = requestsToProve(window.theta);
    if (window.due < needed) {
      // A step that comes before it fails so often that hardly any request gets here.
      if (window.expected > 3 * needed && !isGood(window)) return 'not-good';
      continue;
    }
    full = true;
    if (isGood(window)) return { to };
    if (window.due >= 3 * needed && window.ms >= 2 * atLeastMs) return 'not-good';
  }
  return full ? 'not-good' : 'short';
}
