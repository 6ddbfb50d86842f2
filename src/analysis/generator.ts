/** The tool's own honesty: how late it sent, whether it kept the rate, and whether it was the bottleneck. */
import type { EventOf } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';
import { formatMs, formatShare } from '../units.ts';
import type { Analysis } from './analysis.ts';
import { due } from './load-table.ts';
import { percentilesOf } from './measured.ts';
import type { RunRecord, StageRun } from './run-record.ts';

/** Below this share of the due requests the rate was not kept. */
const leastRatio = 0.99;
/** More than this share of sends beyond the limit is too late. */
const mostLate = 0.01;
/** Fewer sends than these say nothing of a share of 1 %. */
const fewestSends = 100;

/** The cause the load engine gives to a request that was refused because too many were in flight: a limit the user set. */
export const inFlightLimit = 'in-flight limit';
/** The cause of what was captured from the target and can't be written: no fault of the tool's pace. */
const unwritable = 'the request could not be written';

export function generator(record: RunRecord): Analysis['generator'] {
  const lines = record.of('generator');
  const lateness = latenessOf(lines);
  const { n, p50, p99, max } = percentilesOf(lateness);
  const loop = (of: 'eventLoopP99Ms' | 'eventLoopMaxMs'): number | null =>
    lines.length === 0 ? null : Math.max(...lines.map((line) => line[of]));
  const sent = record.table.bins.reduce((sum, bin) => sum + due(bin) - bin.outcomes.dropped, 0);
  const sum = (of: 'cpuMicros' | 'connectionsOpened'): number => lines.reduce((total, line) => total + line[of], 0);
  const saturatedWhy = saturation(record, lines, lateness);
  const byWorker = workersOf(lines);
  return {
    latenessMs: { n, p50, p99, max },
    rateRatio: ratioOf(record, null),
    eventLoopMs: { p99: loop('eventLoopP99Ms'), max: loop('eventLoopMaxMs') },
    saturated: saturatedWhy !== null,
    saturatedWhy,
    workers: Math.max(1, byWorker.length),
    perWorker: byWorker,
    cpuMicrosPerRequest: lines.length > 0 && sent > 0 ? sum('cpuMicros') / sent : null,
    connectionsOpened: sum('connectionsOpened'),
  };
}

/** One row a thread that sends, in their order. */
function workersOf(lines: readonly EventOf<'generator'>[]): Analysis['generator']['perWorker'] {
  const groups = Map.groupBy(lines, ({ worker = 0 }) => worker);
  return [...groups.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([worker, own]) => {
      const { n, p50, p99, max } = percentilesOf(latenessOf(own));
      return { worker, sent: own.reduce((sum, line) => sum + line.sent, 0), latenessMs: { n, p50, p99, max } };
    });
}

function latenessOf(lines: readonly EventOf<'generator'>[]): Histogram {
  const lateness = new Histogram();
  for (const line of lines) lateness.add(line.lateness);
  return lateness;
}

/** Causes of failed connections that the target has no part in, and what there was too little of. */
const ofThisMachine: ReadonlyMap<string, string> = new Map([
  ['EMFILE', 'file descriptors (EMFILE): ulimit -n'],
  ['ENFILE', 'file descriptors (ENFILE)'],
  ['EADDRNOTAVAIL', 'ports (EADDRNOTAVAIL): fewer new connections a second'],
]);

/** Why the tool, not the target, was the bottleneck; null where it was not. */
function saturation(record: RunRecord, lines: readonly EventOf<'generator'>[], all: Histogram): string | null {
  const limitMs = Math.max(20, 0.05 * tightestMs(record));
  const tooLate = (lateness: Histogram, where: string): string | null => {
    const share = lateness.countAbove(limitMs) / Math.max(1, lateness.count);
    return lateness.count >= fewestSends && share > mostLate
      ? `${formatShare(share)} of the sends ${where} were more than ${formatMs(limitMs)} late`
      : null;
  };
  const exhausted = record.table.errors.find(({ outcome, cause }) => outcome === 'connectError' && ofThisMachine.has(cause));
  if (exhausted !== undefined) return `connections failed because this machine ran out of ${ofThisMachine.get(exhausted.cause)}`;
  for (const stage of record.stages) {
    const ratio = ratioOf(record, stage);
    if (ratio !== null && ratio < leastRatio) return `only ${formatShare(ratio)} of the requests due in ${stage.name} were sent in time`;
    const own = lines.filter((line) => line.tMs > stage.startMs && line.tMs <= stage.endMs);
    const late = tooLate(latenessOf(own), `in ${stage.name}`);
    if (late !== null) return late;
  }
  return tooLate(all, 'of the run');
}

/** (sent + dropped at the in-flight limit) / (intended - cancelled); null without requests. */
function ratioOf(record: RunRecord, stage: StageRun | null): number | null {
  const bins = record.table.bins.filter((bin) => stage === null || bin.stage === stage.index);
  const all = bins.reduce((sum, bin) => sum + due(bin), 0);
  if (all <= 0) return null;
  const dropped = bins.reduce((sum, bin) => sum + bin.outcomes.dropped, 0);
  const atLimit = record.table.errors
    .filter(
      (error) =>
        error.outcome === 'dropped' &&
        (error.cause.startsWith(inFlightLimit) || error.cause === unwritable) &&
        (stage === null || error.stage === stage.index),
    )
    .reduce((sum, error) => sum + error.count, 0);
  return (all - dropped + atLimit) / all;
}

function tightestMs(record: RunRecord): number {
  const bounds = record.plan.objectives.map(({ objective }) =>
    objective.kind === 'percentile' && objective.is.startsWith('<') ? objective.boundMs : Number.POSITIVE_INFINITY,
  );
  const tightest = Math.min(...bounds);
  return Number.isFinite(tightest) ? tightest : 0;
}
