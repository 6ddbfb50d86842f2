/** One scope (a route, a journey, or all requests) after one fault: when it became bad, when good again, how sure that is. */
import type { Interval } from '../../events/event.ts';
import { requestsToProve } from '../../objectives/wilson.ts';
import { formatMs } from '../../units.ts';
import type { RouteRecovery } from '../analysis.ts';
import { middle } from '../breakers.ts';
import { becameBadAt } from './instants.ts';
import { JudgedSlots } from './judged.ts';
import { depth, failedByTime, rapidity, resilience, resilienceLoss } from './loss.ts';
import { mitigation } from './mitigation.ts';
import { overshoot } from './overshoot.ts';
import { recoveredAt, turnedGood } from './recovered-at.ts';
import { referenceAt, type Reference, type ReferenceAnswer } from './reference.ts';
import { isWorse } from './rules.ts';
import { findDegraded, findGood, isBadAtEnd } from './search.ts';
import { secondsOf } from './service.ts';
import { entryOf } from './shown.ts';
import { slotMs, type ScopeCounts, type Slot } from './slots.ts';
import { isTroubled } from './troubled.ts';
import { changePointAt, halfOf, uncertaintyOf } from './uncertainty.ts';
import { failedElsewhere } from './unequal-load.ts';

export interface Watch {
  /** Up to the end of the watch: the next fault, or the end of the load. */
  readonly slots: readonly Slot[];
  readonly injectedAtMs: Interval;
  readonly removedAtMs: Interval;
  /** How long good must last: max(5 s, twice the breaker's wait and a probe). */
  readonly sustainMs: number;
  /** First trip of a breaker on its link, from the injection. */
  readonly tripMs: [number, number] | null;
  readonly breakerWaitMs: number | null;
  /** What of it was left when the fault was removed. */
  readonly breakerResidualMs: number | null;
  /** Whether a slot may serve as the reference. */
  usable(slot: Slot): boolean;
  stageName(index: number): string;
}

/** What the report shows, and what objectives and later faults need besides. */
export interface ScopeRecovery {
  readonly shown: RouteRecovery;
  /** From the first bad moment to good again; at least, where when that was is not known. */
  readonly degradedForMs: number | null;
  /** From when on this scope is a reference again; null: not at all. */
  readonly goodAtMs: number | null;
  /** It can't be judged, but something happened to it while the fault was in; `after`: and it was surely bad after the removal. */
  readonly troubled: boolean | 'after';
}

export function recoveryOf(counts: ScopeCounts, watch: Watch): ScopeRecovery {
  const { slots, injectedAtMs, removedAtMs } = watch;
  const answers = new Map<number, ReferenceAnswer>();
  const answerAt = (level: number): ReferenceAnswer => {
    const known = answers.get(level) ?? referenceAt(level, slots, counts, watch.usable);
    answers.set(level, known);
    return known;
  };
  const judged = new JudgedSlots(slots, counts, answerAt);
  const [first, cleared] = [judged.firstAfter(injectedAtMs[0]), judged.firstAfter(removedAtMs[1])];
  const reference = judged.references[cleared] ?? judged.references.slice(first).find((one) => one !== null) ?? null;
  const nothing = (reason: string, troubled?: true | 'after'): ScopeRecovery => ({
    shown: entryOf(nameOf(counts, watch, reference, 'insufficient-data', reason), breakerFigures(watch), {}, reason),
    degradedForMs: null,
    goodAtMs: null,
    troubled: troubled ?? isTroubled(judged, first, cleared, watch.usable),
  });
  if (cleared >= slots.length) return nothing('nothing was left to watch: the load ended, or the next fault came, when it was removed');
  const answer = answerAt(slots[cleared]!.level);
  if (reference === null) return nothing('none' in answer ? answer.none : 'no fault-free time to compare with');
  const degraded = findDegraded(judged, first, cleared);
  if (degraded === 'unknown') return nothing('none' in answer ? answer.none : `too few requests of ${counts.called} to judge`);
  if (degraded === 'never') {
    const elsewhere = failedElsewhere(judged, first, reference);
    if (elsewhere !== null) return nothing(elsewhere.reason, elsewhere.to > cleared ? 'after' : true);
    return neverDegraded(judged, watch, reference, first);
  }
  return degradedScope(judged, watch, reference, { first, cleared, degraded });
}

interface Places {
  /** Slots in which the fault came, in which it went, and the first bad one. */
  readonly first: number;
  readonly cleared: number;
  readonly degraded: number;
}

function neverDegraded(judged: JudgedSlots, watch: Watch, reference: Reference, first: number): ScopeRecovery {
  const known = {
    ...breakerFigures(watch),
    degradedMs: 0,
    resilienceLoss: 0,
    resilience: 1,
    errorRate: errorRate(judged, watch, first, null),
  };
  const shown = entryOf(nameOf(judged.counts, watch, reference, 'never-degraded', null), known, {}, 'it never degraded');
  return { shown, degradedForMs: 0, goodAtMs: watch.removedAtMs[1], troubled: false };
}

function degradedScope(judged: JudgedSlots, watch: Watch, reference: Reference, places: Places): ScopeRecovery {
  const { slots, injectedAtMs, removedAtMs } = watch;
  const { cleared, degraded } = places;
  const [injectedMs, clearedMs, endMs] = [middle(injectedAtMs), middle(removedAtMs), slots.at(-1)!.toMs];
  const degradedMs = Math.max(becameBadAt(judged, degraded), injectedMs);
  const { good, relapses } = findGood(judged, degraded, watch.sustainMs);
  const cost = (untilMs: number, before: number | null): Partial<RouteRecovery> =>
    figuresOf(judged, watch, reference, places, { degradedMs, untilMs, before, relapses });
  /** Of what may have ended, nobody knows when. */
  const unendedCost = () => ({ ...cost(endMs, null), resilienceLoss: null, resilience: null, rapidity: null });
  const named = (status: RouteRecovery['status'], reason: string | null) => nameOf(judged.counts, watch, reference, status, reason);

  if (good !== null) {
    const found = recoveredAt(judged, degraded, good, reference);
    const { goodMs } = found;
    const offlineMs = changePointAt(judged, degraded, reference);
    const confirmedMs = slots[good.to - 1]!.toMs;
    const uncertaintyMs = uncertaintyOf(judged, found, { degraded, confirmedMs, removedAtMs }, reference, offlineMs);
    const elsewhere = failedElsewhere(judged, found.from, reference);
    if (elsewhere !== null) {
      const surelyBadForMs = Math.max(0, found.earliestMs - degradedMs);
      return unproven(judged, watch, reference, unendedCost(), {
        tail: found.from,
        surelyBadForMs,
        later: { ...elsewhere, uncertaintyMs },
      });
    }
    const degradedForMs = Math.max(0, goodMs - degradedMs);
    if (Math.max(goodMs + 2 * slotMs, found.latestMs) < removedAtMs[0]) {
      const reason = `good again ${formatMs(removedAtMs[0] - goodMs)} before the fault was removed`;
      const known = { ...cost(goodMs, goodMs), degradedMs: degradedForMs, uncertaintyMs };
      return {
        shown: entryOf(named('recovered-before-clear', reason), known, {}, reason),
        degradedForMs,
        goodAtMs: removedAtMs[1],
        troubled: false,
      };
    }
    const recoveryMs = Math.max(0, goodMs - clearedMs);
    const residualMs = watch.breakerResidualMs === null ? null : recoveryMs - watch.breakerResidualMs;
    const changePointMs = offlineMs === null ? null : Math.max(0, offlineMs - clearedMs);
    const known = { ...cost(goodMs, null), degradedMs: degradedForMs, recoveryMs, changePointMs, residualMs, uncertaintyMs };
    const why = { changePointMs: 'the change points see no end of it', censoredAtMs: 'it recovered' };
    return {
      shown: entryOf(named('recovered', null), known, whyOf(watch, why), 'not seen'),
      degradedForMs,
      goodAtMs: goodMs,
      troubled: false,
    };
  }

  const degradedForMs = endMs - degradedMs;
  const notBack = { ...cost(endMs, null), censoredAtMs: Math.max(0, endMs - clearedMs), uncertaintyMs: slotMs + halfOf(removedAtMs) };
  const unended = (status: RouteRecovery['status'], reason: string | null): ScopeRecovery => ({
    shown: entryOf(named(status, reason), notBack, whyOf(watch, {}), 'it was not good when the watch ended'),
    degradedForMs,
    goodAtMs: null,
    troubled: false,
  });
  if (relapses > 0) return unended('relapsed', 'it was good again and left it again before the end');
  const turned = turnedGood(judged, degraded, slots.length, reference);
  const tail = turned?.at ?? degraded;
  if (isBadAtEnd(judged, places.first) || turned === null || isWorse(judged.window(Math.max(tail, cleared), slots.length)))
    return unended('censored', null);
  const surelyBadForMs = Math.max(0, slots[turned.earliest]!.atMs - degradedMs);
  return unproven(judged, watch, reference, unendedCost(), { tail, surelyBadForMs });
}

/**
 * It looks good at the end, and may be: there was too little of it; or it failed later (`later`), at a load that says nothing of recovery.
 * It did not recover before `tail`, which bounds it from below.
 */
function unproven(
  judged: JudgedSlots,
  watch: Watch,
  reference: Reference,
  known: Partial<RouteRecovery>,
  { tail, surelyBadForMs, later }: { tail: number; surelyBadForMs: number; later?: { reason: string; uncertaintyMs: number } },
): ScopeRecovery {
  const cleared = judged.firstAfter(watch.removedAtMs[1]);
  const [seen, rest] = [judged.window(cleared, judged.slots.length), judged.window(Math.max(tail, cleared), judged.slots.length)];
  const boundMs = judged.slots[tail]!.atMs - middle(watch.removedAtMs);
  const censoredAtMs = boundMs > 0 ? boundMs : null;
  const needed = `it takes ${requestsToProve(reference.theta)} without an error over at least ${formatMs(watch.sustainMs)} to know`;
  const lastBad =
    censoredAtMs === null ? '' : `; it was bad until ${formatMs(censoredAtMs)} after the removal, and ${rest.failed} failed after that`;
  const uncertaintyMs = later?.uncertaintyMs ?? slotMs + halfOf(watch.removedAtMs);
  const tooFew = `${seen.due} requests of ${judged.counts.called} in ${formatMs(seen.ms)} after the fault, ${needed}${lastBad}`;
  const reason = later?.reason ?? tooFew;
  return {
    shown: entryOf(
      nameOf(judged.counts, watch, reference, 'insufficient-data', reason),
      { ...known, censoredAtMs, uncertaintyMs: censoredAtMs === null ? null : uncertaintyMs },
      {},
      reason,
    ),
    degradedForMs: surelyBadForMs,
    goodAtMs: null,
    troubled: later !== undefined || boundMs > uncertaintyMs ? 'after' : true,
  };
}

function nameOf(counts: ScopeCounts, watch: Watch, reference: Reference | null, status: RouteRecovery['status'], reason: string | null) {
  return { scope: counts.scope, kind: counts.kind, status, referenceStage: reference && watch.stageName(reference.stage), reason };
}

function breakerFigures(watch: Watch): Pick<RouteRecovery, 'timeToTripMs' | 'breakerWaitMs' | 'breakerResidualMs'> {
  return { timeToTripMs: watch.tripMs, breakerWaitMs: watch.breakerWaitMs, breakerResidualMs: watch.breakerResidualMs };
}

/** From the injection to the end of the watch; what did not come counts while it was bad, null: it never was. */
function errorRate(judged: JudgedSlots, watch: Watch, first: number, bad: Interval | null): RouteRecovery['errorRate'] {
  const due = judged.sum('due', first, judged.slots.length);
  const [fromMs, toMs] = [middle(watch.injectedAtMs), judged.slots.at(-1)!.toMs];
  const seconds =
    bad === null
      ? secondsOf(judged, fromMs, toMs, false)
      : [...secondsOf(judged, fromMs, bad[0], false), ...secondsOf(judged, ...bad), ...secondsOf(judged, bad[1], toMs, false)];
  return { byRequest: due > 0 ? judged.sum('failed', first, judged.slots.length) / due : null, byTime: failedByTime(seconds) };
}

/** What does not depend on how it ended. `untilMs`: good again, or the end; `before`: the same, where that was before the removal. */
function figuresOf(
  judged: JudgedSlots,
  watch: Watch,
  reference: Reference,
  { first, cleared, degraded }: Places,
  { degradedMs, untilMs, before, relapses }: { degradedMs: number; untilMs: number; before: number | null; relapses: number },
): Partial<RouteRecovery> {
  const { injectedAtMs } = watch;
  const injectedMs = middle(injectedAtMs);
  const usual = 1 - reference.errorShare;
  const seconds = secondsOf(judged, injectedMs, untilMs);
  const bad = secondsOf(judged, degradedMs, untilMs);
  const capped = mitigation(judged, degraded, cleared, injectedAtMs, watch.tripMs, before);
  return {
    ...breakerFigures(watch),
    relapses,
    timeToDegradeMs: degradedMs - injectedMs,
    timeToMitigateMs: capped && [capped.timeMs[0], capped.timeMs[1]],
    mitigatedBy: capped && capped.by,
    degradedMs: Math.max(0, untilMs - degradedMs),
    resilienceLoss: resilienceLoss(seconds, usual),
    resilience: resilience(seconds, usual),
    depth: depth(bad),
    rapidity: rapidity(bad, usual, untilMs),
    overshoot: overshoot(judged, cleared),
    errorRate: errorRate(judged, watch, first, [degradedMs, untilMs]),
  };
}

const unknownWait = 'no breaker on its link has a known wait';
const noWait = { breakerWaitMs: unknownWait, breakerResidualMs: unknownWait, residualMs: unknownWait };

const whyOf = (watch: Watch, more: Partial<Record<keyof RouteRecovery, string>>): Partial<Record<keyof RouteRecovery, string>> => ({
  timeToTripMs: 'no breaker on its link was seen to open',
  timeToMitigateMs: 'no breaker opened, and failing did not become faster, before the fault was removed',
  mitigatedBy: 'nothing capped it',
  ...(watch.breakerWaitMs === null ? noWait : {}),
  rapidity: 'it was good again at once',
  ...more,
});
