/** Totals, one row a stage, one row a route, and the errors by cause. */
import type { Analysis } from './analysis.ts';
import { due } from './load-table.ts';
import { measure } from './measured.ts';
import { describeStage } from '../plan/describe-stage.ts';
import { ratesOf } from '../shapes/shelf.ts';
import { notReached, type RunRecord } from './run-record.ts';

export function totals(record: RunRecord): Analysis['totals'] {
  const { errorRate, ...rest } = measure(record.table.routes, 0, record.loadEndMs);
  return { ...rest, errorRate: { byRequest: errorRate, byTime: errorRateByTime(record) } };
}

/** The mean of the per-second error rates over the seconds that had requests: how long it was bad, not for how many. */
function errorRateByTime(record: RunRecord): number | null {
  const seconds = new Map<number, { due: number; ok: number }>();
  for (const bin of record.table.bins) {
    const key = Math.floor(bin.atMs / 1_000);
    const second = seconds.get(key) ?? { due: 0, ok: 0 };
    seconds.set(key, { due: second.due + due(bin), ok: second.ok + bin.outcomes.ok });
  }
  const rates = [...seconds.values()].filter((second) => second.due > 0).map((second) => 1 - second.ok / second.due);
  return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

export function stages(record: RunRecord): Analysis['stages'] {
  const byStage = Map.groupBy(record.table.routes, (bin) => bin.stage);
  return record.stages.map(({ index, name, startMs, endMs, cut }) => {
    const untilMs = cut === notReached ? startMs : endMs;
    return { name, startMs, endMs, ...measure(byStage.get(index) ?? [], startMs, untilMs) };
  });
}

export function routes(record: RunRecord): Analysis['routes'] {
  const byRoute = Map.groupBy(record.table.routes, (bin) => bin.route);
  return routeNames(record).map((name) => ({
    name,
    journeys: record.plan.load.journeys
      .filter((journey) => journey.steps.some((step) => step.route === name))
      .map((journey) => journey.name),
    redirects: (byRoute.get(name) ?? []).reduce((sum, bin) => sum + bin.redirects, 0),
    ...measure(byRoute.get(name) ?? [], 0, record.loadEndMs),
  }));
}

/** In the order of the plan; what only the log knows comes after. */
export function routeNames(record: RunRecord): string[] {
  const planned = record.plan.load.journeys.flatMap((journey) => journey.steps.map((step) => step.route));
  return [...new Set([...planned, ...record.table.routes.map((bin) => bin.route)])];
}

/** `samples` are looked through for those of each row. */
export function errors(record: RunRecord, samples: Analysis['samples']): Analysis['errors'] {
  const byCause = Map.groupBy(record.table.errors, (error) => JSON.stringify([error.cause, error.route, error.outcome]));
  return [...byCause.values()]
    .map((group) => {
      const { cause, route, outcome } = group[0]!;
      const inStages = record.stages.filter((stage) => group.some((error) => error.stage === stage.index)).map((stage) => stage.name);
      return {
        cause,
        route,
        outcome,
        count: group.reduce((sum, error) => sum + error.count, 0),
        firstMs: toMicros(Math.min(...group.map((error) => error.firstMs))),
        lastMs: group.reduce((last: number | null, error) => later(last, error.lastMs ?? null), Number.NEGATIVE_INFINITY),
        stages: inStages,
        samples: samples
          .filter((sample) => sample.cause === cause && sample.route === route && sample.outcome === outcome)
          .map(({ number }) => number),
      };
    })
    .toSorted((a, b) => b.count - a.count || a.firstMs - b.firstMs);
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : toMicros(Math.max(a, b));
}

/** Milliseconds to the microsecond: more digits are of the arithmetic and not of a clock. */
function toMicros(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}

const unknownRates = { fromPerSecond: null, toPerSecond: null, peakPerSecond: null };

export function scenario(record: RunRecord): Analysis['scenario'] {
  const { plan } = record;
  return {
    name: plan.name,
    title: plan.title,
    story: plan.story,
    target: plan.target.kind === 'url' ? plan.target.url : `storefront ${plan.target.variant}`,
    environment: plan.environment,
    model: plan.load.model,
    stages: record.stages.map(({ name, startMs, endMs, planned }) => ({
      name,
      startMs,
      endMs,
      load: describeStage(planned),
      ...(planned.shape === null ? unknownRates : ratesOf(planned.shape, planned.forMs)),
      users: planned.users,
    })),
  };
}
