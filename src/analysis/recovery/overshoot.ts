/**
 * What comes all at once when a fault has gone: requests that were held back (a herd), answers that were, and the
 * queue they make. Each is the most in one second after the removal, as a multiple of what the same load brings without a fault.
 */
import { Histogram, valueOf } from '../../events/histogram.ts';
import type { JudgedSlots } from './judged.ts';
import { slotMs } from './slots.ts';

export interface Overshoot {
  /** Requests intended in a second. 1: no more than chance brings. */
  readonly arrivals: number | null;
  /** Ok answers that came in a second. 1: no more than chance brings. */
  readonly answers: number | null;
  /** p95 of the requests of a second. */
  readonly latency: number | null;
}

/** Slots in a second. */
const width = 1_000 / slotMs;
/** Fewer than this many requests have no p95 to speak of. */
const fewestTimed = 20;

/** From slot `first` on to the end of the watch. */
export function overshoot(judged: JudgedSlots, first: number): Overshoot {
  const answered = answersBySlot(judged);
  let arrivals: number | null = null;
  let answers: number | null = null;
  let latency: number | null = null;
  for (let from = first; from + width <= judged.slots.length; from += 1) {
    const to = from + width;
    const expected = judged.sum('expected', from, to);
    const reference = judged.references[from];
    if (!reference || expected <= 0) continue;
    arrivals = Math.max(arrivals ?? 1, multiple(judged.sum('due', from, to), expected));
    const okExpected = expected * (1 - reference.errorShare);
    answers = Math.max(
      answers ?? 1,
      multiple(
        answered.slice(from, to).reduce((sum, count) => sum + count, 0),
        okExpected,
      ),
    );
    if ((from - first) % width !== 0) continue;
    const times = new Histogram();
    for (let i = from; i < to; i += 1) times.merge(judged.counts.timesAt(i));
    if (times.count >= fewestTimed) latency = Math.max(latency ?? 0, (times.quantileMs(0.95) as number) / reference.p95Ms);
  }
  return { arrivals, answers, latency };
}

/** More than chance brings (4 standard deviations) as a multiple, else 1. */
function multiple(count: number, expected: number): number {
  return expected > 0 && count > expected + 4 * Math.sqrt(expected) ? count / expected : 1;
}

/** Ok answers by the slot in which they came, a slot's requests taken to be asked in its middle. */
function answersBySlot({ slots, counts }: JudgedSlots): Float64Array {
  const answers = new Float64Array(slots.length);
  for (const [i, slot] of slots.entries()) {
    for (const { okTimes } of counts.bins[i] ?? []) {
      for (let k = 0; k + 1 < okTimes.length; k += 2) {
        const ms = (slot.atMs + slot.toMs) / 2 + valueOf(okTimes[k] as number) / 1_000;
        let at = i;
        while (at < slots.length && slots[at]!.toMs <= ms) at += 1;
        if (at < slots.length) answers[at]! += okTimes[k + 1] as number;
      }
    }
  }
  return answers;
}
