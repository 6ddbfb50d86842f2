/** What charts show: one point a second of intended time, seconds without requests included. */
import { Histogram } from '../events/histogram.ts';
import { addOutcomes, noOutcomes } from '../objectives/tally.ts';
import type { Analysis } from './analysis.ts';
import { openedBySecond } from './connections.ts';
import { percentilesOf } from './measured.ts';
import type { RunRecord } from './run-record.ts';

export function series(record: RunRecord): Analysis['series'] {
  const bySecond = Map.groupBy(record.table.routes, (bin) => Math.floor(bin.atMs / 1_000));
  const opened = openedBySecond(record);
  const last = Math.max(Math.ceil(record.loadEndMs / 1_000) - 1, ...bySecond.keys());
  const points: Analysis['series'] = [];
  for (let second = 0; second <= last; second += 1) {
    const outcomes = noOutcomes();
    const times = new Histogram();
    let [offered, degraded] = [0, 0];
    for (const bin of bySecond.get(second) ?? []) {
      offered += bin.intended;
      degraded += bin.degraded;
      addOutcomes(outcomes, bin.outcomes);
      times.add(bin.okTimes);
      times.add(bin.failedTimes);
    }
    const { p50, p95, p99 } = percentilesOf(times);
    points.push({
      tMs: second * 1_000,
      offered,
      outcomes,
      degraded,
      connectionsOpened: opened.get(second) ?? 0,
      responseMs: { p50, p95, p99 },
    });
  }
  return points;
}
