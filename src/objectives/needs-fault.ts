/** What it takes to say what a fault did: a baseline that gates, a reference at equal load, a watch after it that is long enough. */
import type { PlannedFault, PlannedFaultNeeds } from '../plan/plan.ts';
import { formatRate } from '../units.ts';
import { expectedOf } from './expected.ts';
import { baselineNeeds, lackingBaseline } from './needs-baseline.ts';
import { everyFault } from './names.ts';
import { lacksOf, noEqualLoad, watchText } from './needs-recovery.ts';
import { breakerWaitOf, plannedWatch, referenceRequests } from './planned-watch.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';

/** In the order of the faults: first whether anything is known of the system before it, then whether its recovery can be judged. */
export function faultNeeds(plan: Facts): PlannedFaultNeeds[] {
  return plan.faults.flatMap((fault): PlannedFaultNeeds[] => [
    { fault: fault.id, of: 'baseline', ...baselineNeeds(fault, plan) },
    { fault: fault.id, of: 'recovery', ...recoveryOf(fault, plan) },
  ]);
}

function recoveryOf(fault: PlannedFault, plan: Facts): Needs & { readonly routes: readonly string[] } {
  if (plan.load.model === 'closed') return { ...noEqualLoad, provable: false, routes: [] };
  const expected = expectedOf(plan.load);
  const clearMs = fault.atMs + fault.forMs;
  const allowedMs = credibleMs(fault, plan);
  const routes = [...new Set(plan.load.journeys.flatMap(({ steps }) => steps.map(({ route }) => route)))];
  const judged = routes.map((route) => ({ route, lacks: lacksOf(plannedWatch(route, fault, plan, expected), allowedMs, fault, plan) }));
  const needs = `${lackingBaseline(fault, plan)}of each route ${referenceRequests} requests at ${formatRate(expected.rateAt(clearMs))} before it, and after it ${watchText(fault, allowedMs, plan)}`;
  if (clearMs >= plan.load.totalMs) return { ...notProvable(needs, 'for no route', 'the load ends when it does', null), routes: [] };
  const can = judged.filter(({ lacks }) => lacks === null).map(({ route }) => route);
  const cannot = judged.flatMap(({ route, lacks }) => (lacks === null ? [] : [{ route, ...lacks }]));
  // What is enough for the rarest of them is enough for the others.
  const rarest = cannot.toSorted((a, b) => expected.perArrival(a.route) - expected.perArrival(b.route))[0];
  if (!rarest) return { ...provable(needs, `for ${can.join(', ')}`), routes: can };
  const given = can.length === 0 ? 'for no route' : `for ${can.join(', ')}; not for ${cannot.map(({ route }) => route).join(', ')}`;
  return { ...notProvable(needs, given, rarest.reason, rarest.remedy), routes: can };
}

/**
 * The longest recovery that is worth waiting for: what the objectives allow, else what the breaker's wait brings with it
 * (it may have opened again just before the fault ended), else none beyond the time in which good must show itself.
 */
function credibleMs(fault: PlannedFault, plan: Facts): number {
  const allowed = (plan.objectives ?? []).flatMap(({ objective }) =>
    objective.kind === 'recovers' && (objective.after === fault.id || objective.after === everyFault) ? [objective.withinMs] : [],
  );
  if (allowed.length > 0) return Math.max(...allowed);
  const waitMs = breakerWaitOf(fault, plan);
  return waitMs === null ? 0 : waitMs + 1_000;
}
