/**
 * When the harm was capped, which is not yet being well: a breaker opened, of whatever evidence; what fails began to fail
 * fast; or the scope was good again while the fault was in.
 */
import type { Interval } from '../../events/event.ts';
import { Histogram } from '../../events/histogram.ts';
import { middle } from '../breakers.ts';
import type { JudgedSlots } from './judged.ts';

export interface Mitigation {
  /** From the injection. */
  readonly timeMs: Interval;
  readonly by: 'breaker' | 'fast failures' | 'good again';
}

/** Failures that say how slow it is to fail. */
const fewest = 15;
/** Failing must become this many times faster. */
const collapse = 4;
/** A run of so many failures, this share of them fast, is the change. */
const [runOf, mostly] = [50, 0.9];

/**
 * The slot with which failing fast began between slots [degraded, cleared), or null: the first from which on nine in ten of 50
 * failures are faster than the geometric mean of what they took at first and in the second half.
 */
export function failsFastFrom(judged: JudgedSlots, degraded: number, cleared: number): number | null {
  const failedAt = (from: number, to: number): Histogram => {
    const times = new Histogram();
    for (let i = from; i < to; i += 1) for (const bin of judged.counts.bins[i] ?? []) times.add(bin.failedTimes);
    return times;
  };
  let first = degraded + 1;
  while (first < cleared && failedAt(degraded, first).count < fewest) first += 1;
  const [slow, late] = [failedAt(degraded, first), failedAt(Math.ceil((degraded + cleared) / 2), cleared)];
  if (slow.count < fewest || late.count < fewest) return null;
  const [slowMs, lateMs] = [slow.quantileMs(0.5) as number, late.quantileMs(0.5) as number];
  if (slowMs < collapse * lateMs) return null;
  const limitMs = Math.sqrt(slowMs * lateMs);
  for (let from = degraded; from < cleared; from += 1) {
    const run = failedAt(from, from + 1);
    if (run.count === 0 || run.count - run.countAbove(limitMs) < mostly * run.count) continue;
    for (let to = from + 1; to < cleared && run.count < runOf; to += 1) run.merge(failedAt(to, to + 1));
    if (run.count - run.countAbove(limitMs) >= mostly * run.count) return from;
  }
  return null;
}

/**
 * The earliest of what capped it, by the middle of its interval. A breaker that opened before anything was bad here capped something else:
 * its calls are not this scope's. `goodMs`: when it was good again, where that was before the removal. */
export function mitigation(
  judged: JudgedSlots,
  degraded: number,
  cleared: number,
  injectedAtMs: Interval,
  tripMs: Interval | null,
  goodMs: number | null,
): Mitigation | null {
  const since = (ms: number): number => Math.max(0, ms - injectedAtMs[1]);
  const found: Mitigation[] = [];
  if (tripMs !== null && tripMs[1] >= since(judged.slots[degraded]!.atMs)) found.push({ timeMs: tripMs, by: 'breaker' });
  const fast = failsFastFrom(judged, degraded, cleared);
  if (fast !== null) found.push({ timeMs: [since(judged.slots[fast]!.atMs), since(judged.slots[fast]!.toMs)], by: 'fast failures' });
  if (goodMs !== null) found.push({ timeMs: [since(goodMs), since(goodMs)], by: 'good again' });
  return found.toSorted((a, b) => middle(a.timeMs) - middle(b.timeMs))[0] ?? null;
}
