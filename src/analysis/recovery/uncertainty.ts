/** How far the recovery time may be off, and the second opinion that is a part of it. */
import type { Interval } from '../../events/event.ts';
import { segmentsOf } from './change-point.ts';
import { becameGoodAt } from './instants.ts';
import type { JudgedSlots } from './judged.ts';
import type { RecoveredAt } from './recovered-at.ts';
import type { Reference } from './reference.ts';
import { slotMs } from './slots.ts';

/**
 * The coarsest of: a slot, the gap between two requests, time just before that could not be judged, how far the turn may
 * lie elsewhere by what was counted, and how far the change point disagrees; and half the removal call. Where there is
 * no second opinion it may lie anywhere in the window that confirmed it, which ends at `confirmedMs`.
 */
export function uncertaintyOf(
  judged: JudgedSlots,
  { goodMs, from, earliestMs, latestMs }: RecoveredAt,
  { degraded, confirmedMs, removedAtMs }: { degraded: number; confirmedMs: number; removedAtMs: Interval },
  reference: Reference,
  offlineMs: number | null,
): number {
  let gapMs = 0;
  for (let i = from - 1; i > degraded && !judged.judgeable(i) && judged.slots[i]!.toMs > removedAtMs[0]; i -= 1)
    gapMs += judged.sum('ms', i, i + 1);
  const perSecond = (judged.references[from] ?? reference).requestsPerSecond;
  const disagreementMs = offlineMs === null ? confirmedMs - goodMs : Math.abs(offlineMs - goodMs);
  const apartMs = 1_000 / Math.max(perSecond, 1e-3);
  return Math.max(slotMs, apartMs, gapMs, goodMs - earliestMs, latestMs - goodMs, disagreementMs) + halfOf(removedAtMs);
}

/** Half the width of an interval. */
export function halfOf([from, to]: Interval): number {
  return (to - from) / 2;
}

/** When the last stretch of good segments began, by the offline rule; null when it sees none, or nothing but good. */
export function changePointAt(judged: JudgedSlots, degraded: number, reference: Reference): number | null {
  const indexes = judged.slots
    .map((_, i) => i)
    .slice(degraded)
    .filter((i) => judged.judgeable(i));
  const segments = segmentsOf(
    indexes.map((i) => judged.sum('due', i, i + 1)),
    indexes.map((i) => judged.sum('bad', i, i + 1)),
  );
  const lastBad = segments.findLastIndex((segment) => segment.share > reference.badShare + 0.01);
  const good = segments[lastBad + 1];
  const at = good && lastBad >= 0 ? indexes[good.from] : undefined;
  return at === undefined ? null : becameGoodAt(judged, at);
}
