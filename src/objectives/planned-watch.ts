/** What the plan brings to judge the recovery of a route after a fault: a reference at equal load, and a watch in which it can be compared. */
import type { PlannedFault } from '../plan/plan.ts';
import type { Expected } from './expected.ts';
import { warmUpMs } from './gate.ts';
import type { Facts } from './provability.ts';
import { requestsToProve } from './wilson.ts';

/** Requests of the scope that a reference must hold. */
export const referenceRequests = 100;
export const sameLoad = 0.1;
/** One percentage point above a reference without errors: the run may find more, and then needs fewer requests. */
export const nMin = requestsToProve(0.01);

export interface PlannedWatch {
  readonly route: string;
  /** Requests in fault-free time before the fault, at the load that there is when it ends. */
  readonly reference: number;
  /** The longest stretch after it in which every moment can be compared. */
  readonly requests: number;
  readonly ms: number;
  /** When it ends, and what ends it. */
  readonly endMs: number;
  readonly endsWith: 'load' | 'fault' | 'level';
}

/** The plan is looked at in steps of 200 ms; of a long one in 5000 steps. */
function stepOf(plan: Facts): number {
  return Math.max(200, plan.load.totalMs / 5_000);
}

/** The longest wait of a breaker on the fault's link; null where there is none, or none is known. */
export function breakerWaitOf(fault: PlannedFault, plan: Facts): number | null {
  const waits = plan.breakers
    .filter((breaker) => breaker.link !== null && breaker.link === fault.link)
    .flatMap((breaker) => (breaker.waitMs === null ? [] : [breaker.waitMs]));
  return waits.length === 0 ? null : Math.max(...waits);
}

export function plannedWatch(route: string, fault: PlannedFault, plan: Facts, expected: Expected): PlannedWatch {
  const clearMs = fault.atMs + fault.forMs;
  const nextMs = Math.min(...plan.faults.map(({ atMs }) => atMs).filter((atMs) => atMs > clearMs), Number.POSITIVE_INFINITY);
  const untilMs = Math.min(plan.load.totalMs, nextMs);
  const known = new Map<number, number>();
  const referenceAt = (rate: number): number => {
    const level = Number(rate.toPrecision(2));
    const reference = known.get(level) ?? referenceFor(rate, route, fault, plan, expected);
    known.set(level, reference);
    return reference;
  };
  const stepMs = stepOf(plan);
  let longest = { requests: 0, ms: 0, endMs: clearMs };
  let current = longest;
  for (let [tMs, toMs] = [clearMs, clearMs]; tMs < untilMs; tMs = toMs) {
    // A step ends where a stage does: what ends a watch is said by the name of its stage.
    const edge = plan.load.stages.find(({ startMs }) => startMs > tMs)?.startMs ?? untilMs;
    toMs = Math.min(untilMs, tMs + stepMs, edge);
    const judgeable = referenceAt(expected.meanRate(tMs, toMs)) >= referenceRequests;
    current = judgeable
      ? { requests: current.requests + expected.requests(route, tMs, toMs), ms: current.ms + toMs - tMs, endMs: toMs }
      : { requests: 0, ms: 0, endMs: toMs };
    if (current.requests > longest.requests) longest = current;
  }
  return {
    route,
    reference: referenceAt(expected.rateAt(clearMs)),
    ...longest,
    endsWith: longest.endMs < untilMs ? 'level' : nextMs < plan.load.totalMs ? 'fault' : 'load',
  };
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
