/** What it takes to judge a recovery: a reference at the same offered load before the fault, and a watch after it that can show good. */
import type { PlannedFault, PlannedStage } from '../plan/plan.ts';
import { formatMs, formatRate } from '../units.ts';
import { expectedOf } from './expected.ts';
import { warmUpMs } from './gate.ts';
import { baselineNeeds, lackingBaseline } from './needs-baseline.ts';
import { everyFault } from './names.ts';
import type { Objective, Scope } from './objective.ts';
import { breakerWaitOf, nMin, plannedWatch, referenceRequests, sameLoad, type PlannedWatch } from './planned-watch.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';
import { either, makeLast, moreLoad } from './remedy.ts';
import { routesOf, scopeText } from './scope.ts';
import { sustainMs } from './sustain.ts';

type Recovery = Extract<Objective, { kind: 'recovers' | 'degrades' }>;

export const noEqualLoad = {
  needs: 'an equal offered load before and after the fault',
  given: 'a closed model',
  reason: 'in a closed model it falls with the target: users wait for answers',
  remedy: 'let arrivals come by the clock: `base`, and rates instead of users',
};

export function recoveryNeeds(objective: Recovery, plan: Facts): Needs {
  const faults = plan.faults.filter(({ id }) => objective.after === everyFault || id === objective.after);
  if (faults.length === 0) return notProvable('a fault to recover from', 'no fault', 'the plan has none', null);
  if (plan.load.model === 'closed') return { ...noEqualLoad, provable: false };
  const each = faults.map((fault) => afterFault(fault, objective.of, longestAllowed(objective, fault), plan));
  return each.find((needs) => !needs.provable) ?? (each[0] as Needs);
}

/** The longest time to good, from the fault's end, with which the objective would still hold. */
function longestAllowed(objective: Recovery, fault: PlannedFault): number {
  return objective.kind === 'recovers' ? objective.withinMs : Math.max(0, objective.forAtMostMs - fault.forMs);
}

/** Of the routes of a scope, what the one with the most requests to compare brings: one with enough data is enough. */
function bestWatch(of: Scope, fault: PlannedFault, plan: Facts): PlannedWatch | undefined {
  const { journeys } = plan.load;
  const routes = routesOf(of, journeys) ?? new Set(journeys.flatMap(({ steps }) => steps.map((step) => step.route)));
  const expected = expectedOf(plan.load);
  return [...routes].map((route) => plannedWatch(route, fault, plan, expected)).toSorted((a, b) => b.requests - a.requests)[0];
}

function afterFault(fault: PlannedFault, of: Scope, allowedMs: number, plan: Facts): Needs {
  const clearMs = fault.atMs + fault.forMs;
  const rate = expectedOf(plan.load).rateAt(clearMs);
  const best = bestWatch(of, fault, plan);
  const scope = of === null ? 'a route' : scopeText(of);
  const needs = `${lackingBaseline(fault, plan)}${referenceRequests} requests of ${scope} in fault-free time at ${formatRate(rate)} before ${fault.id}, and after it ${watchText(fault, allowedMs, plan)}`;
  if (clearMs >= plan.load.totalMs || !best) return notProvable(needs, 'nothing after it', `the load ends when ${fault.id} does`, null);
  const given = `about ${Math.floor(best.reference)} before, ${Math.floor(best.requests)} in ${formatMs(best.ms)} after`;
  const lacking = lacksOf(best, allowedMs, fault, plan);
  return lacking === null ? provable(needs, given) : notProvable(needs, given, lacking.reason, lacking.remedy);
}

/** `15 s to recover, and then 268 over at least 5 s` */
export function watchText(fault: PlannedFault, allowedMs: number, plan: Facts): string {
  const good = `${nMin} over at least ${formatMs(sustainMs(breakerWaitOf(fault, plan)))}`;
  return allowedMs === 0 ? good : `${formatMs(allowedMs)} to recover, and then ${good}`;
}

/**
 * What of a watch is not enough, and what would be; null where nothing is lacking. A recovery as late as is allowed must
 * leave time to be seen: the rest of the watch must last as long as good has to, and hold nMin requests.
 */
export function lacksOf(
  watch: PlannedWatch,
  allowedMs: number,
  fault: PlannedFault,
  plan: Facts,
): { reason: string; remedy: string | null } | null {
  const before = baselineNeeds(fault, plan);
  if (!before.provable) return { reason: before.reason ?? before.needs, remedy: before.remedy ?? null };
  const expected = expectedOf(plan.load);
  const { route, endMs } = watch;
  const lastsMs = sustainMs(breakerWaitOf(fault, plan));
  const restMs = watch.ms - allowedMs;
  const rest = restMs > 0 ? expected.requests(route, endMs - restMs, endMs) : 0;
  if (restMs >= lastsMs - 1 && rest >= nMin - 1e-6) return null;
  if (watch.reference < referenceRequests) return lacksReference(watch, allowedMs, fault, plan);
  const reason = `after it about ${Math.floor(watch.requests)} of ${route} in ${formatMs(watch.ms)} are planned that can be compared, it takes ${watchText(fault, allowedMs, plan)}`;
  const perMs = (expected.perArrival(route) * expected.rateAt(endMs - 1)) / 1_000;
  const forRequestsMs = (nMin - rest) / perMs + Math.max(0, -restMs);
  const denser = restMs >= lastsMs - 1 && rest > 0 ? moreLoad(plan, nMin / rest) : null;
  return { reason, remedy: either(longer(watch, Math.max(lastsMs - restMs, forRequestsMs), plan), denser) };
}

function lacksReference(
  { route, reference }: PlannedWatch,
  allowedMs: number,
  fault: PlannedFault,
  plan: Facts,
): { reason: string; remedy: string | null } {
  const expected = expectedOf(plan.load);
  const rate = expected.rateAt(fault.atMs + fault.forMs);
  const perSecond = expected.perArrival(route) * rate;
  const reason = `before it about ${Math.floor(reference)} of ${route} are planned at that load (±10 %), it takes ${referenceRequests}`;
  if (perSecond <= 0) return { reason, remedy: null };
  const lackMs = ((referenceRequests - reference) * 1_000) / perSecond;
  // Where the fault begins at the load that it ends with, the time before it is what the reference is made of.
  const ahead = expected.rateAt(fault.atMs - 1);
  if (Math.abs(ahead / rate - 1) <= sameLoad && fault.atMs > 0) {
    const laterMs = Math.ceil(lackMs / 1_000) * 1_000;
    // Later is no way where the load, or the next fault, would leave no time to see it recover.
    const watchedMs = fault.atMs + laterMs + fault.forMs + allowedMs + sustainMs(breakerWaitOf(fault, plan));
    if (watchedMs <= watchEndMs(fault, plan)) return { reason, remedy: `let ${fault.id} begin ${formatMs(laterMs)} later` };
    const before = stageBefore(fault, rate, plan);
    const more = reference > 0 ? moreLoad(plan, referenceRequests / reference) : null;
    const remedy = either(before ? makeLast(before.name, before.forMs + lackMs) : null, more);
    if (remedy !== null) return { reason, remedy };
  }
  const lastsMs = Math.ceil((warmUpMs + (referenceRequests * 1_000) / perSecond) / 1_000) * 1_000;
  const named = plan.load.stages.some(({ name }) => name === 'baseline');
  const remedy = named
    ? `hold ${formatRate(rate)} for at least ${formatMs(lastsMs)} before it`
    : `name a stage baseline of at least ${formatMs(Math.max(10_000, lastsMs))} at ${formatRate(rate)}`;
  return { reason, remedy };
}

/** The end of the load, or the beginning of the next fault after this one. */
function watchEndMs({ atMs, forMs }: PlannedFault, plan: Facts): number {
  return Math.min(plan.load.totalMs, ...plan.faults.map((other) => other.atMs).filter((ms) => ms > atMs + forMs));
}

/** The last stage at this load that, made longer, moves the fault with it: one before the stage that the fault is counted from. */
function stageBefore(fault: PlannedFault, rate: number, { load }: Facts): PlannedStage | undefined {
  const expected = expectedOf(load);
  const from = load.stages.findIndex(({ name }) => name === fault.at.split('+')[0]?.trim());
  const alike = (perSecond: number): boolean => Math.abs(perSecond / rate - 1) <= sameLoad;
  return load.stages.slice(0, Math.max(0, from)).findLast(({ startMs, forMs }) => {
    const endMs = startMs + forMs;
    return [expected.rateAt(startMs), expected.meanRate(startMs, endMs), expected.rateAt(endMs - 1)].every(alike);
  });
}

/** Longer by that much: the stage that its end lies in or is the end of, or the time until the next fault. */
function longer(watch: PlannedWatch, byMs: number, plan: Facts): string | null {
  if (!Number.isFinite(byMs)) return null;
  if (watch.endsWith === 'fault') {
    const next = plan.faults.find(({ atMs }) => atMs === watch.endMs);
    return next ? `let ${next.id} begin ${formatMs(Math.ceil(byMs / 1_000) * 1_000)} later` : null;
  }
  const stage = plan.load.stages.findLast(({ startMs }) => startMs < watch.endMs - 1);
  return stage ? makeLast(stage.name, stage.forMs + byMs) : null;
}
