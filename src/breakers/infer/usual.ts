/** How long no call comes on a link without a fault, at the load at hand. */
import type { Interval } from '../../events/event.ts';
import { gapsIn, type Look } from './looks.ts';
import type { Requests } from './requests.ts';

const fewestInReference = 20;
/** Of a load: at least two thirds of it, for so long and with as many calls as a reference needs. */
const [ofTheLoad, leastAtLoadMs] = [2 / 3, 3_000];

export interface Usual {
  /** Calls for each request. */
  readonly ratio: number;
  /** The longest silence, as far as it may have reached. */
  readonly longestMs: number;
  /** The same, at so many requests due in a millisecond. */
  longestAt(duePerMs: number): number;
}

/** From time that is free of faults; or why nothing is known of it. */
export function usualIn(looks: readonly Look[], requests: Requests, reference: Interval): Usual | string {
  const within = looks.filter(({ fromMs, toMs }) => fromMs >= reference[0] && toMs <= reference[1]);
  if (within.length === 0) return 'the link was not looked at before the first fault';
  const due = requests.due(reference[0], reference[1]);
  const calls = callsIn(within);
  if (due === 0) return `no request of ${requests.names.join(', ')} came before the first fault`;
  if (calls < fewestInReference) return `only ${calls} calls crossed the link before the first fault, ${fewestInReference} are needed`;
  const gaps = gapsIn(within, reference, []).map(({ silent }) => silent);
  const lookMs = (within.at(-1)!.toMs - within[0]!.fromMs) / within.length;
  const longestOf = (some: readonly Interval[]): number => Math.max(0, ...some.map(([from, to]) => to - from)) + lookMs;
  const seconds = secondsOf(reference, requests);
  const longestAt = (duePerMs: number): number => {
    const alike = seconds.filter((second) => second.duePerMs >= ofTheLoad * duePerMs);
    const isAlike = (ms: number): boolean => alike.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
    const enough =
      alike.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) >= leastAtLoadMs &&
      callsIn(within.filter(({ fromMs }) => isAlike(fromMs))) >= fewestInReference;
    // At a load that there was not before, calls are no further apart than at a lower one.
    const from = enough ? alike : seconds;
    const own = enough ? gaps.filter(([start, end]) => isAlike((start + end) / 2)) : gaps;
    const usualPerMs = from.reduce((sum, second) => sum + second.duePerMs, 0) / from.length;
    return longestOf(own) * Math.max(1, usualPerMs / duePerMs);
  };
  return { ratio: calls / due, longestMs: longestOf(gaps), longestAt };
}

const callsIn = (looks: readonly Look[]): number => looks.reduce((sum, look) => sum + Math.max(0, look.calls), 0);

/** A stretch cut into seconds, the last one longer, with the requests due in each. */
function secondsOf([fromMs, toMs]: Interval, requests: Requests): { fromMs: number; toMs: number; duePerMs: number }[] {
  const n = Math.max(1, Math.floor((toMs - fromMs) / 1_000));
  return Array.from({ length: n }, (_, i) => {
    const [start, end] = [fromMs + i * 1_000, i === n - 1 ? toMs : fromMs + (i + 1) * 1_000];
    return { fromMs: start, toMs: end, duePerMs: requests.due(start, end) / (end - start) };
  });
}
