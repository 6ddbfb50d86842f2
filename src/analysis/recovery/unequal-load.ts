/**
 * What goes on at a load that fault-free time has no equal of. It can't be judged good or bad by times, nor by how many requests come; but where
 * requests plainly fail, nobody may say that it had recovered, or never degraded.
 */
import { wilsonLower } from '../../objectives/wilson.ts';
import { formatMs } from '../../units.ts';
import type { JudgedSlots } from './judged.ts';
import type { Reference } from './reference.ts';
import { failsTooOften } from './rules.ts';

export interface FailedElsewhere {
  /** The first slot in which requests failed, and the one before which that load ended. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** The first stretch from slot `first` on that has nothing to be judged by and plainly fails; null: there is none. */
export function failedElsewhere(judged: JudgedSlots, first: number, reference: Reference): FailedElsewhere | null {
  let { theta } = reference;
  for (let from = first; from < judged.slots.length;) {
    if (judged.judgeable(from)) {
      theta = judged.references[from]!.theta;
      from += 1;
      continue;
    }
    let to = from + 1;
    while (to < judged.slots.length && !judged.judgeable(to)) to += 1;
    const bad = badWindow(judged, from, to, theta);
    if (bad !== null) return { from: bad, to, reason: reasonOf(judged, bad, to) };
    from = to;
  }
  return null;
}

/** The first slot that failed in the first window of slots [from, to) that is bad: of 1 s and 100 requests, or all of it where it has fewer. */
function badWindow(judged: JudgedSlots, from: number, to: number, theta: number): number | null {
  const isBad = (start: number, end: number): boolean => {
    const [due, failed] = [judged.sum('due', start, end), judged.sum('failed', start, end)];
    return due >= 100 ? failsTooOften({ due, failed, theta }) : failed > 0 && wilsonLower(failed, due) > 2 * theta;
  };
  const failedFrom = (start: number): number => {
    let slot = start;
    while (judged.sum('failed', slot, slot + 1) === 0) slot += 1;
    return slot;
  };
  if (judged.sum('due', from, to) < 100) return isBad(from, to) ? failedFrom(from) : null;
  let start = from;
  for (let end = from + 1; end <= to; end += 1) {
    while (start + 1 < end && isLongEnough(judged, start + 1, end)) start += 1;
    if (isLongEnough(judged, start, end) && isBad(start, end)) return failedFrom(start);
  }
  return null;
}

function isLongEnough(judged: JudgedSlots, start: number, end: number): boolean {
  return judged.sum('ms', start, end) >= 1_000 - 1e-6 && judged.sum('due', start, end) >= 100;
}

function reasonOf(judged: JudgedSlots, from: number, to: number): string {
  const [due, failed] = [judged.sum('due', from, to), judged.sum('failed', from, to)];
  const share = failed === due ? `all ${due}` : `${failed} of ${due}`;
  const [{ atMs }, { toMs }] = [judged.slots[from]!, judged.slots[to - 1]!];
  return `${share} requests of ${judged.counts.called} failed from ${formatMs(atMs)} to ${formatMs(toMs)}, at a load that there was not before the fault`;
}
