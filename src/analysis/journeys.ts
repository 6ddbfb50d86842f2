/** Whole journeys: how many were started and came to their end, how long they took, and where the others failed. */
import type { JourneyBin } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';
import type { PlannedJourney } from '../plan/plan.ts';
import type { Analysis } from './analysis.ts';
import { percentilesOf } from './measured.ts';
import type { RunRecord } from './run-record.ts';

type Row = Analysis['journeys'][number];

/** One row a journey, in the order of the plan; none where the log does not tell: each is a single request, and the routes say it all. */
export function journeys(record: RunRecord): Row[] {
  const told = record.of('load').flatMap((event) => event.journeys ?? []);
  if (told.length === 0) return [];
  const bins = Map.groupBy(told, (bin) => bin.journey);
  return record.plan.load.journeys.map((journey) => rowOf(journey, bins.get(journey.name) ?? []));
}

function rowOf({ name, steps }: PlannedJourney, bins: readonly JourneyBin[]): Row {
  const times = new Histogram();
  const atStep = steps.map(() => 0);
  let [started, completed, cancelled] = [0, 0, 0];
  for (const bin of bins) {
    started += bin.started;
    completed += bin.completed;
    cancelled += bin.cancelled;
    times.add(bin.times);
    for (let i = 0; i + 1 < bin.failedAt.length; i += 2) {
      const step = bin.failedAt[i] as number;
      atStep[step] = (atStep[step] ?? 0) + (bin.failedAt[i + 1] as number);
    }
  }
  const failed = atStep.reduce((sum, count) => sum + count, 0);
  // A run that was killed leaves journeys without an end: they were under way, and nothing is known of them.
  cancelled += Math.max(0, started - completed - failed - cancelled);
  const due = started - cancelled;
  return {
    name,
    started,
    completed,
    failed,
    cancelled,
    completionRate: due > 0 ? completed / due : null,
    durationMs: percentilesOf(times),
    failedAt: atStep.flatMap((count, at) => (count === 0 ? [] : [{ step: at + 1, route: steps[at]?.route ?? '', count }])),
  };
}
