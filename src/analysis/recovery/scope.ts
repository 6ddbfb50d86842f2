/** One scope (a route, or all requests) after one fault: when it became bad, when good again, how sure that is. */
import type { Interval } from '../../events/event.ts';
import { requestsToProve } from '../../objectives/wilson.ts';
import { formatMs } from '../../units.ts';
import type { RouteRecovery } from '../analysis.ts';
import { middle } from '../breakers.ts';
import { segmentsOf } from './change-point.ts';
import { resilienceLoss } from './costs.ts';
import { becameBadAt, becameGoodAt } from './instants.ts';
import { JudgedSlots } from './judged.ts';
import { referenceAt, type Reference, type ReferenceAnswer } from './reference.ts';
import { couldShow, findDegraded, findGood, isBadAtEnd } from './search.ts';
import { slotMs, type ScopeCounts, type Slot } from './slots.ts';

export interface Watch {
  /** Up to the end of the watch: the next fault, or the end of the load. */
  readonly slots: readonly Slot[];
  readonly injectedAtMs: Interval;
  readonly removedAtMs: Interval;
  /** How long good must last: max(5 s, twice the breaker's wait and a probe). */
  readonly sustainMs: number;
  /** Whether a slot may serve as the reference. */
  usable(slot: Slot, scope: string): boolean;
  stageName(index: number): string;
}

/** What the report shows, and what objectives and later faults need besides. */
export interface ScopeRecovery {
  readonly shown: Omit<RouteRecovery, 'timeToTripMs'>;
  readonly degradedForMs: number | null;
  /** From when on this scope is a reference again; null: not at all. */
  readonly goodAtMs: number | null;
}

export function recoveryOf(counts: ScopeCounts, watch: Watch): ScopeRecovery {
  const { slots, injectedAtMs, removedAtMs } = watch;
  const answers = new Map<number, ReferenceAnswer>();
  const answerAt = (level: number): ReferenceAnswer => {
    const known = answers.get(level) ?? referenceAt(level, slots, counts, (slot) => watch.usable(slot, counts.scope));
    answers.set(level, known);
    return known;
  };
  const judged = new JudgedSlots(slots, counts, answerAt);
  const [injectedMs, clearedMs, endMs] = [middle(injectedAtMs), middle(removedAtMs), slots.at(-1)?.toMs ?? 0];
  const first = judged.firstAfter(injectedAtMs[0]);
  const afterClear = judged.firstAfter(removedAtMs[1]);
  const reference = judged.references[afterClear] ?? judged.references.slice(first).find((one) => one !== null) ?? null;
  const nothing = insufficient(counts.scope, reference && watch.stageName(reference.stage));
  if (afterClear >= slots.length) return nothing('the load ended when the fault was removed: nothing was left to watch');
  const answer = answerAt(slots[afterClear]!.level);
  if (reference === null) return nothing('none' in answer ? answer.none : 'no fault-free time to compare with');

  const degraded = findDegraded(judged, first, afterClear);
  if (degraded === 'unknown') return nothing('none' in answer ? answer.none : `too few requests of ${counts.scope} to judge`);
  const base = {
    scope: counts.scope,
    referenceStage: watch.stageName(reference.stage),
    reason: null,
    relapses: 0,
    censoredAtMs: null,
    recoveryMs: null,
    timeToDetectMs: null,
  };
  if (degraded === 'never') {
    return {
      shown: { ...base, status: 'never-degraded', timeToDegradeMs: null, uncertaintyMs: null, resilienceLoss: 0 },
      degradedForMs: 0,
      goodAtMs: removedAtMs[1],
    };
  }
  const degradedMs = Math.max(becameBadAt(judged, degraded), injectedMs);
  const { goodFrom, relapses } = findGood(judged, degraded, watch.sustainMs);
  const bad = {
    ...base,
    relapses,
    timeToDegradeMs: degradedMs - injectedMs,
    resilienceLoss: resilienceLoss(
      judged,
      injectedMs,
      goodFrom === null ? endMs : becameGoodAt(judged, goodFrom),
      1 - reference.errorShare,
    ),
  };
  if (goodFrom !== null) {
    const goodMs = becameGoodAt(judged, goodFrom);
    const degradedForMs = Math.max(0, goodMs - degradedMs);
    const uncertaintyMs = uncertaintyOf(judged, goodFrom, goodMs, degraded, watch, reference);
    if (goodMs < removedAtMs[0] - 2 * slotMs) {
      const reason = `good again ${formatMs(removedAtMs[0] - goodMs)} before the fault was removed`;
      return { shown: { ...bad, status: 'recovered-before-clear', uncertaintyMs, reason }, degradedForMs, goodAtMs: removedAtMs[1] };
    }
    return {
      shown: { ...bad, status: 'recovered', recoveryMs: Math.max(0, goodMs - clearedMs), uncertaintyMs },
      degradedForMs,
      goodAtMs: goodMs,
    };
  }
  const notBack = { uncertaintyMs: null, censoredAtMs: Math.max(0, endMs - clearedMs) };
  const degradedForMs = Math.max(0, endMs - degradedMs);
  if (relapses > 0)
    return {
      shown: { ...bad, ...notBack, status: 'relapsed', reason: 'it was good again and left it again before the end' },
      degradedForMs,
      goodAtMs: null,
    };
  if (isBadAtEnd(judged, first) || couldShow(judged, afterClear, watch.sustainMs))
    return { shown: { ...bad, ...notBack, status: 'censored' }, degradedForMs, goodAtMs: null };
  const seen = judged.window(afterClear, slots.length);
  const needed = requestsToProve(reference.theta);
  const why = `${seen.due} requests of ${counts.scope} in ${formatMs(seen.ms)} after the fault, it takes ${needed} without an error over at least ${formatMs(watch.sustainMs)} to know`;
  return { ...nothing(why), shown: { ...bad, status: 'insufficient-data', uncertaintyMs: null, reason: why, resilienceLoss: null } };
}

function insufficient(scope: string, referenceStage: string | null): (reason: string) => ScopeRecovery {
  return (reason) => ({
    shown: {
      scope,
      referenceStage,
      status: 'insufficient-data',
      reason,
      timeToDegradeMs: null,
      timeToDetectMs: null,
      recoveryMs: null,
      censoredAtMs: null,
      uncertaintyMs: null,
      relapses: 0,
      resilienceLoss: null,
    },
    degradedForMs: null,
    goodAtMs: null,
  });
}

/** The coarsest of: a slot, the gap between two requests, time that could not be judged just before, and how far the change point disagrees; and half the removal call. */
function uncertaintyOf(
  judged: JudgedSlots,
  goodFrom: number,
  goodMs: number,
  degraded: number,
  watch: Watch,
  reference: Reference,
): number {
  let gapMs = 0;
  for (let i = goodFrom - 1; i > degraded && !judged.judgeable(i) && judged.slots[i]!.toMs > watch.removedAtMs[0]; i -= 1)
    gapMs += judged.sum('ms', i, i + 1);
  const perSecond = (judged.references[goodFrom] ?? reference).requestsPerSecond;
  const offlineMs = changePointMs(judged, degraded, reference);
  const disagreementMs = offlineMs === null ? 0 : Math.abs(offlineMs - goodMs);
  return Math.max(slotMs, 1_000 / Math.max(perSecond, 1e-3), gapMs, disagreementMs) + (watch.removedAtMs[1] - watch.removedAtMs[0]) / 2;
}

/** When the last stretch of good segments began, by the offline rule; null when it sees none, or nothing but good. */
function changePointMs(judged: JudgedSlots, degraded: number, reference: Reference): number | null {
  const indexes = judged.slots
    .map((_, i) => i)
    .slice(degraded)
    .filter((i) => judged.judgeable(i));
  const segments = segmentsOf(
    indexes.map((i) => judged.sum('due', i, i + 1)),
    indexes.map((i) => judged.sum('bad', i, i + 1)),
  );
  const lastBad = segments.findLastIndex((segment) => segment.share > reference.badShare + 0.05);
  const good = segments[lastBad + 1];
  const at = good && lastBad >= 0 ? indexes[good.from] : undefined;
  return at === undefined ? null : becameGoodAt(judged, at);
}
