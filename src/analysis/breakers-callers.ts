/** Which routes call the dependency behind a link, as far as a fault on it shows: those that it touches. */
import { Histogram } from '../events/histogram.ts';
import type { PlannedJourney } from '../plan/plan.ts';
import { due, type SummedRouteBin } from './load-table.ts';
import type { FaultRun, RunRecord } from './run-record.ts';
import { routeNames } from './tables.ts';

/** More of a route's requests failed or were answered by a fallback. */
const failedRise = 0.1;
/** More were slow. */
const [slowRise, fewestSlow] = [0.02, 10];
const fewestDue = 5;

/** Those that a fault touches, of whatever journey. `referenceEndMs`: until then no fault was in. */
export function touchedBy(record: RunRecord, faults: readonly FaultRun[], referenceEndMs: number): string[] {
  return routeNames(record).filter((route) => isTouched(record, route, faults, referenceEndMs));
}

/**
 * Of routes that follow each other in a journey only the first: that the later ones come less often is no news when the first fails.
 * `referenceEndMs`: until then no fault was in.
 */
export function callersOf(record: RunRecord, faults: readonly FaultRun[], referenceEndMs: number): string[] {
  const touched = touchedBy(record, faults, referenceEndMs);
  return touched.filter((route) => !comesBehind(route, touched, record.plan.load.journeys));
}

function isTouched({ table, loadEndMs }: RunRecord, route: string, faults: readonly FaultRun[], referenceEndMs: number): boolean {
  const own = table.routes.filter((bin) => bin.route === route);
  const before = own.filter(({ atMs }) => atMs + 200 <= referenceEndMs);
  const during = own.filter(({ atMs }) =>
    faults.some(({ injectedAtMs, removedAtMs }) => atMs >= injectedAtMs[1] - 200 && atMs < (removedAtMs?.[0] ?? loadEndMs)),
  );
  if (dueIn(before) < fewestDue || dueIn(during) < fewestDue) return false;
  if (unwellIn(during) - unwellIn(before) >= failedRise) return true;
  const [usual, now] = [serviceOf(before), serviceOf(during)];
  const p95 = usual.quantileMs(0.95);
  if (p95 === null) return false;
  const limitMs = Math.max(3 * p95, p95 + 50);
  const slow = now.countAbove(limitMs);
  return slow >= fewestSlow && slow / now.count - usual.countAbove(limitMs) / usual.count >= slowRise;
}

function comesBehind(route: string, touched: readonly string[], journeys: readonly PlannedJourney[]): boolean {
  const places = journeys.map(({ steps }) => steps.map((step) => step.route)).filter((steps) => steps.includes(route));
  return places.length > 0 && places.every((steps) => steps.slice(0, steps.indexOf(route)).some((earlier) => touched.includes(earlier)));
}

function dueIn(bins: readonly SummedRouteBin[]): number {
  return bins.reduce((sum, bin) => sum + due(bin), 0);
}

/** Share of those that were due. Some have to be. */
function unwellIn(bins: readonly SummedRouteBin[]): number {
  return bins.reduce((sum, bin) => sum + due(bin) - bin.outcomes.ok + bin.degraded, 0) / dueIn(bins);
}

function serviceOf(bins: readonly SummedRouteBin[]): Histogram {
  const service = new Histogram();
  for (const bin of bins) service.add(bin.serviceTimes);
  return service;
}
