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
  const lookMs = (within.at(-1)!.toMs - within[0]!.fromMs) / within.length;
  const seconds = secondsOf(within, requests, reference);
  const longestOf = (some: readonly Second[]): number => Math.max(0, ...some.map(({ gapMs }) => gapMs)) + lookMs;
  const longestAt = (duePerMs: number): number => {
    const alike = seconds.filter((second) => second.duePerMs >= ofTheLoad * duePerMs);
    const enough = sumOf(alike, ({ ms }) => ms) >= leastAtLoadMs && sumOf(alike, (second) => second.calls) >= fewestInReference;
    // At a load that there was not before, calls are no further apart than at a lower one.
    const from = enough ? alike : seconds;
    const usualPerMs = sumOf(from, (second) => second.duePerMs) / from.length;
    return longestOf(from) * Math.max(1, usualPerMs / duePerMs);
  };
  return { ratio: calls / due, longestMs: longestOf(seconds), longestAt };
}

const callsIn = (looks: readonly Look[]): number => looks.reduce((sum, look) => sum + Math.max(0, look.calls), 0);

/** A second, or a little more at the end. */
interface Second {
  readonly ms: number;
  readonly duePerMs: number;
  calls: number;
  /** The longest stretch without a call whose middle lies in it. */
  gapMs: number;
}

/** Each look and each gap is put into its second once: a long run has ten thousands of them. */
function secondsOf(looks: readonly Look[], requests: Requests, reference: Interval): Second[] {
  const [fromMs, toMs] = reference;
  const n = Math.max(1, Math.floor((toMs - fromMs) / 1_000));
  const seconds = Array.from({ length: n }, (_, i): Second => {
    const [start, end] = [fromMs + i * 1_000, i === n - 1 ? toMs : fromMs + (i + 1) * 1_000];
    return { ms: end - start, duePerMs: requests.due(start, end) / (end - start), calls: 0, gapMs: 0 };
  });
  const at = (ms: number): Second => seconds[Math.min(n - 1, Math.floor((ms - fromMs) / 1_000))] as Second;
  for (const look of looks) at(look.fromMs).calls += Math.max(0, look.calls);
  for (const { silent } of gapsIn(looks, reference, [])) {
    const second = at((silent[0] + silent[1]) / 2);
    second.gapMs = Math.max(second.gapMs, silent[1] - silent[0]);
  }
  return seconds;
}

function sumOf(seconds: readonly Second[], of: (second: Second) => number): number {
  return seconds.reduce((sum, second) => sum + of(second), 0);
}
