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
