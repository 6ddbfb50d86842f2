/** Single requests as examples. Each worker kept its own first and slowest ones; here they are chosen again over all of them. */
import type { RequestSample } from '../events/event.ts';
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

type Sample = Analysis['samples'][number];

const wanted = 3;

/** In the order of their intended times, numbered from 1. */
export function samples(record: RunRecord): Sample[] {
  const all = record.of('sample').map(({ sample }) => sample);
  const first = new Set(chosen(all, ({ route, stage, outcome, cause }) => [route, stage, outcome, cause], byEnd));
  const slowestOf = (some: readonly RequestSample[]): RequestSample[] =>
    chosen(
      some.filter(({ responseMs }) => responseMs !== null),
      ({ route, stage, outcome }) => [route, stage, outcome],
      (a, b) => (b.responseMs as number) - (a.responseMs as number),
    );
  const slowest = new Set(slowestOf(all));
  // The first are often the slowest, when all is cold: three others are kept beside them.
  const kept = new Set([...first, ...slowestOf(all.filter((sample) => !first.has(sample)))]);
  return all
    .filter((sample) => kept.has(sample))
    .toSorted((a, b) => a.intendedMs - b.intendedMs)
    .map((sample, index) => ({
      number: index + 1,
      ...sample,
      redirects: sample.redirects ?? 0,
      stage: record.stages[sample.stage]?.name ?? String(sample.stage),
      headers: sample.headers.map(([name, value]) => [name, value]),
      first: first.has(sample),
      slowest: slowest.has(sample),
    }));
}

export function samplesLeftOut(record: RunRecord): number {
  return record.of('samples-left-out').reduce((sum, { count }) => sum + count, 0);
}

/** The first three of each group, in an order. */
function chosen(
  all: readonly RequestSample[],
  groupOf: (sample: RequestSample) => readonly unknown[],
  order: (a: RequestSample, b: RequestSample) => number,
): RequestSample[] {
  return [...Map.groupBy(all, (sample) => JSON.stringify(groupOf(sample))).values()].flatMap((group) =>
    group.toSorted(order).slice(0, wanted),
  );
}

/** What was dropped or cancelled ended when it was due, as far as is known. */
function byEnd(a: RequestSample, b: RequestSample): number {
  return a.intendedMs + (a.responseMs ?? 0) - b.intendedMs - (b.responseMs ?? 0);
}
