/** Runs whose bins are written down one by one, for rules that one request more or less decides. */
import type { Event, Interval } from '../../src/events/event.ts';
import { Histogram, type SparseHistogram } from '../../src/events/histogram.ts';
import type { Plan, PlannedJourney } from '../../src/plan/plan.ts';
import { readRecord, type RunRecord } from '../../src/analysis/run-record.ts';
import { journey, latencyFault, planOf, stage } from './synthetic-log.ts';

/** So many requests that took so long. */
export type Times = readonly (readonly [ms: number, count: number])[];

/** A route in 200 ms. */
export interface CountedRoute {
  readonly atMs: number;
  /** Default `checkout`. */
  readonly route?: string;
  readonly ok?: number;
  readonly httpError?: number;
  readonly dropped?: number;
  readonly cancelled?: number;
  readonly degraded?: number;
  readonly shed?: number;
  /** Service times. Default: none. */
  readonly times?: Times;
  /** Response time of the ok ones. Absent: their times are not in the log. */
  readonly okMs?: number;
}

/** All routes in 50 ms: errors, how long they took, and how many bear the signature of which breaker. */
export interface CountedErrors {
  readonly atMs: number;
  readonly times?: Times;
  readonly signed?: Readonly<Record<string, number>>;
}

export interface CountedFault {
  readonly id: string;
  /** Default `payments`. */
  readonly link?: string;
  /** Sent and confirmed. */
  readonly injected: Interval;
  /** Absent: never. */
  readonly removed?: Interval;
  /** It takes the link down. Default: latency. */
  readonly down?: boolean;
}

export interface CountedRun {
  readonly journeys?: readonly PlannedJourney[];
  readonly faults: readonly CountedFault[];
  readonly routes?: readonly CountedRoute[];
  readonly errors?: readonly CountedErrors[];
  readonly events?: readonly Event[];
  readonly plan?: Partial<Plan>;
}

/** How long its load is. */
export const loadMs = 20_000;

export function countedRun({
  journeys = [journey('buy', 1, [{ route: 'checkout' }])],
  faults,
  routes = [],
  errors = [],
  events = [],
  plan: over = {},
}: CountedRun): RunRecord {
  const plan = planOf({
    stages: [stage('load', loadMs / 1_000, 10)],
    journeys,
    plan: over,
    faults: faults.map(({ id, link, injected, removed, down = false }) => ({
      ...latencyFault(id, injected[1], (removed?.[0] ?? loadMs) - injected[1], link ?? 'payments'),
      ...(down ? { spec: { type: 'down', attributes: {}, stream: 'downstream', toxicity: 1 } as const } : {}),
    })),
  });
  return readRecord([
    {
      tMs: -2_000,
      type: 'opened',
      version: 1,
      runId: '20261127-090000-counted',
      tool: { name: 'stampede', version: '0.1.0', node: '24.0.0', platform: 'linux x64' },
      openedAt: '2026-11-27T08:59:58.000Z',
      plan,
    },
    { tMs: 0, type: 'stage', index: 0, name: 'load', forMs: loadMs },
    ...faults.flatMap(({ id, injected, removed }): Event[] => [
      { tMs: injected[1], type: 'fault-injected', fault: id, sentMs: injected[0], confirmedMs: injected[1], counters: null },
      ...(removed === undefined
        ? []
        : [
            {
              tMs: removed[1],
              type: 'fault-removed',
              fault: id,
              sentMs: removed[0],
              confirmedMs: removed[1],
              counters: null,
              why: 'planned',
            } as const,
          ]),
    ]),
    { tMs: loadMs, type: 'load', bins: errors.map(errorBin), routes: routes.map(routeBin), errors: [] },
    ...events,
    { tMs: loadMs + 100, type: 'ended', why: 'completed', detail: '' },
  ]);
}

/** One for each bin of so many ms, from the one moment to before the other. */
export function each<T>(widthMs: number, [fromMs, toMs]: Interval, one: (atMs: number) => T): T[] {
  return Array.from({ length: Math.ceil((toMs - fromMs) / widthMs) }, (_, i) => one(fromMs + i * widthMs));
}

function routeBin({
  atMs,
  route = 'checkout',
  ok = 0,
  httpError = 0,
  dropped = 0,
  cancelled = 0,
  degraded = 0,
  shed = 0,
  times = [],
  okMs,
}: CountedRoute) {
  return {
    atMs,
    stage: 0,
    route,
    intended: ok + httpError + dropped + cancelled,
    outcomes: { ok, httpError, dropped, cancelled },
    degraded,
    shed,
    okTimes: okMs === undefined ? [] : sparse([[okMs, ok]]),
    failedTimes: [],
    serviceTimes: sparse(times),
  };
}

function errorBin({ atMs, times = [], signed = {} }: CountedErrors) {
  const httpError = times.reduce((sum, [, count]) => sum + count, 0);
  return { atMs, stage: 0, intended: httpError, outcomes: { httpError }, errorTimes: sparse(times), signed };
}

function sparse(times: Times): SparseHistogram {
  const histogram = new Histogram();
  for (const [ms, count] of times) histogram.record(ms * 1_000, count);
  return histogram.toSparse();
}
