/** What it takes to judge a recovery: a reference at the same offered load before the fault, and a watch after it that can show good. */
import type { PlannedFault } from '../plan/plan.ts';
import { formatMs, formatRate } from '../units.ts';
import { expectedOf, type Expected } from './expected.ts';
import { warmUpMs } from './gate.ts';
import { everyFault } from './names.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';
import type { Objective, Scope } from './objective.ts';
import { routesOf, scopeText } from './scope.ts';
import { sustainMs } from './sustain.ts';
import { requestsToProve } from './wilson.ts';

/** Requests of the scope a reference must hold. */
const referenceRequests = 100;
const sameLoad = 0.1;
/** One percentage point above a reference without errors: the run may find more, and then needs fewer requests. */
const theta = 0.01;
/** The plan is looked at in steps of 200 ms; of a long one in 5000 steps. */
function stepOf(plan: Facts): number {
  return Math.max(200, plan.load.totalMs / 5_000);
}

export function recoveryNeeds(objective: Extract<Objective, { kind: 'recovers' | 'degrades' }>, plan: Facts): Needs {
  const faults = plan.faults.filter(({ id }) => objective.after === everyFault || id === objective.after);
  if (faults.length === 0) return notProvable('a fault to recover from', 'the plan has none');
  if (plan.load.model === 'closed')
    return notProvable(
      'an equal offered load before and after the fault',
      'in a closed model it falls with the target: users wait for answers',
    );
  const each = faults.map((fault) => afterFault(fault, objective.of, plan));
  return each.find((needs) => !needs.provable) ?? (each[0] as Needs);
}

function afterFault(fault: PlannedFault, of: Scope, plan: Facts): Needs {
  const expected = expectedOf(plan.load);
  const clearMs = fault.atMs + fault.forMs;
  const nMin = requestsToProve(theta);
  const waits = plan.breakers
    .filter((breaker) => breaker.link !== null && breaker.link === fault.link)
    .map((breaker) => breaker.waitMs ?? 0);
  const lastsMs = sustainMs(waits.length === 0 ? null : Math.max(...waits));
  const rate = expected.rateAt(clearMs);
  // The worst route is asked for where none is named; one with enough data is enough.
  const routes = [
    ...(routesOf(of, plan.load.journeys) ?? new Set(plan.load.journeys.flatMap(({ steps }) => steps.map((step) => step.route)))),
  ];
  const best = routes.map((route) => ({ route, ...watchOf(route, fault, plan, expected) })).toSorted((a, b) => b.requests - a.requests)[0];
  const scope = of === null ? 'a route' : scopeText(of);
  const needs = `${referenceRequests} requests of ${scope} in fault-free time at ${formatRate(rate)} before ${fault.id}, and ${nMin} after it, good for at least ${formatMs(lastsMs)}`;
  if (!best || clearMs >= plan.load.totalMs) return notProvable(needs, `the load ends when ${fault.id} does`);
  if (best.requests < nMin || best.ms < lastsMs) {
    if (best.reference < referenceRequests)
      return notProvable(needs, `before it about ${Math.floor(best.reference)} are planned at that load (±10 %)`);
    return notProvable(needs, `after it about ${Math.floor(best.requests)} in ${formatMs(best.ms)} are planned that can be compared`);
  }
  return provable(`${needs}; about ${Math.floor(best.requests)} in ${formatMs(best.ms)} are planned`);
}

/** The reference at the load of the fault's end, and the longest stretch after it in which every moment has one at its own load. */
function watchOf(route: string, fault: PlannedFault, plan: Facts, expected: Expected): { reference: number; requests: number; ms: number } {
  const clearMs = fault.atMs + fault.forMs;
  const laterMs = plan.faults.map(({ atMs }) => atMs).filter((atMs) => atMs > clearMs);
  const endMs = Math.min(plan.load.totalMs, ...laterMs);
  const known = new Map<number, number>();
  const referenceAt = (rate: number): number => {
    const level = Number(rate.toPrecision(2));
    const reference = known.get(level) ?? referenceFor(rate, route, fault, plan, expected);
    known.set(level, reference);
    return reference;
  };
  const stepMs = stepOf(plan);
  let longest = { requests: 0, ms: 0 };
  let current = { requests: 0, ms: 0 };
  for (let tMs = clearMs; tMs < endMs; tMs += stepMs) {
    const toMs = Math.min(endMs, tMs + stepMs);
    const judgeable = referenceAt(expected.meanRate(tMs, toMs)) >= referenceRequests;
    current = judgeable
      ? { requests: current.requests + expected.requests(route, tMs, toMs), ms: current.ms + toMs - tMs }
      : { requests: 0, ms: 0 };
    if (current.requests > longest.requests) longest = current;
  }
  return { reference: referenceAt(expected.rateAt(clearMs)), ...longest };
}

/** Requests of the route in fault-free time before the fault at this load, the warm-up left out. */
function referenceFor(rate: number, route: string, fault: PlannedFault, plan: Facts, expected: Expected): number {
  const { baseline } = plan;
  const stepMs = stepOf(plan);
  let requests = 0;
  for (let tMs = 0; tMs < fault.atMs; tMs += stepMs) {
    const toMs = Math.min(fault.atMs, tMs + stepMs);
    const same = rate > 0 && Math.abs(expected.meanRate(tMs, toMs) / rate - 1) <= sameLoad;
    const inFault = plan.faults.some((other) => tMs < other.atMs + other.forMs && toMs > other.atMs);
    const warmingUp = baseline !== null && tMs >= baseline.startMs && tMs < baseline.startMs + warmUpMs;
    if (same && !inFault && !warmingUp) requests += expected.requests(route, tMs, toMs);
  }
  return requests;
}
