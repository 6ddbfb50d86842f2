/** What opening connections came to: how many, how fast one after the other, how long each took. */
import type { EventOf } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';
import type { Analysis } from './analysis.ts';
import { percentilesOf } from './measured.ts';
import type { RunRecord } from './run-record.ts';

export function connections(record: RunRecord): Analysis['connections'] {
  const lines = record.of('generator');
  const opened = sum(lines, 'connectionsOpened');
  const times = new Histogram();
  // Logs of the first version have none.
  for (const line of lines) times.add(line.handshakes ?? []);
  const { n, p50, p99, max } = percentilesOf(times);
  const seconds = (lines.at(-1)?.tMs ?? 0) / 1_000;
  return {
    opened,
    failed: sum(lines, 'connectionsFailed'),
    perSecond: { mean: seconds > 0 ? opened / seconds : null, max: lines.length > 0 ? Math.max(...openedBySecond(record).values()) : null },
    handshakeMs: { n, p50, p99, max },
  };
}

/**
 * Attempts by second of the run. A line of the log is of the second before it; several generators tell the same second each.
 * What is told at the very end joins the last whole second.
 */
export function openedBySecond(record: RunRecord): ReadonlyMap<number, number> {
  const bySecond = Map.groupBy(record.of('generator'), ({ tMs }) => Math.max(0, Math.round(tMs / 1_000) - 1));
  return new Map([...bySecond].map(([second, lines]) => [second, sum(lines, 'connectionsOpened')]));
}

function sum(lines: readonly EventOf<'generator'>[], of: 'connectionsOpened' | 'connectionsFailed'): number {
  return lines.reduce((total, line) => total + line[of], 0);
}
