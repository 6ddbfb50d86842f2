/**
 * What was served, second by second: the share of requests that were ok, each second counting the same however many it
 * had. A second in which nothing was asked because everybody waits is as bad as what they wait for turns out to be.
 */
import type { Interval } from '../../events/event.ts';
import { valueOf } from '../../events/histogram.ts';
import type { JudgedSlots } from './judged.ts';
import { slotMs, type ScopeCounts } from './slots.ts';

/** A second, or a little more or less at an edge. */
export interface Second {
  readonly fromMs: number;
  readonly toMs: number;
  /** 0 to 1; null: nothing was asked, and nobody waited. */
  readonly served: number | null;
}

/**
 * The seconds between two times, in order. `missing`: requests that did not come count as not served; not to be said of time in which all is
 * well, where now and then fewer come by chance.
 */
export function secondsOf(judged: JudgedSlots, fromMs: number, toMs: number, missing = true): Second[] {
  const seconds: Second[] = [];
  let from = judged.firstAfter(fromMs);
  for (let i = from; i < judged.slots.length && judged.slots[i]!.atMs < toMs; i += 1) {
    const startMs = Math.max(fromMs, judged.slots[from]!.atMs);
    const endMs = Math.min(toMs, judged.slots[i]!.toMs);
    const isLast = i + 1 >= judged.slots.length || judged.slots[i + 1]!.atMs >= toMs;
    if (endMs - startMs < 1_000 - 1e-6 && !isLast) continue;
    if (endMs > startMs) seconds.push({ fromMs: startMs, toMs: endMs, served: servedIn(judged, [from, i + 1], [startMs, endMs], missing) });
    from = i + 1;
  }
  return seconds;
}

function servedIn(judged: JudgedSlots, [from, to]: Interval, [fromMs, toMs]: Interval, missing: boolean): number | null {
  const due = judged.sum('due', from, to);
  const expected = missing ? judged.sum('expected', from, to) : 0;
  // A step that comes before it fails so often that requests do not get here; as many may be missing as chance leaves out.
  const asked = Math.max(due, 0.9 * expected - 1.645 * Math.sqrt(expected));
  return asked <= 0 ? waitedFor(judged.counts, judged, fromMs, toMs) : (due - judged.sum('failed', from, to)) / asked;
}

/** The share of the waiting between two times that was for an ok answer; null: nobody waited. */
function waitedFor(counts: ScopeCounts, { slots }: JudgedSlots, fromMs: number, toMs: number): number | null {
  let [ok, all] = [0, 0];
  for (const [i, slot] of slots.entries()) {
    if (slot.atMs >= toMs) break;
    const askedMs = slot.atMs + slotMs / 2;
    const waiting = (times: readonly number[]): number => {
      let sum = 0;
      for (let k = 0; k + 1 < times.length; k += 2) {
        const endMs = askedMs + valueOf(times[k] as number) / 1_000;
        sum += Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, askedMs)) * (times[k + 1] as number);
      }
      return sum;
    };
    for (const bin of counts.bins[i] ?? []) {
      const well = waiting(bin.okTimes);
      ok += well;
      all += well + waiting(bin.failedTimes);
    }
  }
  return all > 0 ? ok / all : null;
}
