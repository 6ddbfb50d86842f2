/** A time that is known as an interval, against a bound. */
import type { Interval } from '../events/event.ts';
import { formatMs } from '../units.ts';
import type { Judgement } from './measures.ts';

/** Breached if its earliest is beyond, held if its latest is within, else inconclusive. */
export function judgeInterval(time: Interval, boundMs: number, wanted: string): Judgement {
  const actual = formatInterval(time);
  if (time[0] > boundMs) return { verdict: 'breached', actual, wanted, reason: null };
  if (time[1] <= boundMs) return { verdict: 'held', actual, wanted, reason: null };
  return { verdict: 'inconclusive', actual, wanted, reason: `known only as an interval that holds ${formatMs(boundMs)}` };
}

/** `1.42 s` or `1.4 s to 1.6 s`. */
export function formatInterval([from, to]: Interval): string {
  const [early, late] = [formatMs(from), formatMs(to)];
  return early === late ? early : `${early} to ${late}`;
}

/** From the confirmation of a call to a moment known as an interval; never negative. */
export function since(atMs: Interval, from: Interval): Interval {
  return [Math.max(0, atMs[0] - from[1]), Math.max(0, atMs[1] - from[1])];
}

/**
 * Which of these times, in their order, answers a call: the first that surely comes after its sending, so that the call can be its cause.
 * `unsure` where an earlier one may have come before it or after, and none that is sure lies within the bound. null: all came before.
 */
export function answerTo(times: readonly Interval[], from: Interval, withinMs: number): Interval | 'unsure' | null {
  const sure = times.find((atMs) => atMs[0] >= from[0]);
  if (sure !== undefined && since(sure, from)[1] <= withinMs) return sure;
  return times.some((atMs) => atMs[0] < from[0] && atMs[1] >= from[0]) ? 'unsure' : (sure ?? null);
}
