/**
 * What runs are compared by: for each metric which way is worse, on which scale its noise is even, and from where on a difference matters to
 * anybody (the practical floor). One list for compare, baselines, histories and the nightly gate.
 */
import type { FaultSummary, RunSummary } from '../../events/run-summary.ts';
import type { Unit } from './comparison-schema.ts';

/** A share of the usual value, and an amount in the metric's own unit: a difference matters beyond the larger of the two. */
export interface Floor {
  readonly share: number;
  readonly amount: number;
}

export interface Metric {
  /** `p95 of checkout`; the same in every run. */
  readonly name: string;
  readonly unit: Unit;
  readonly worse: 'higher' | 'lower';
  readonly floor: Floor;
  /** `gate`: judged every night. `test`: tested in a comparison of several runs. `show`: its difference is shown, no more. */
  readonly use: 'gate' | 'test' | 'show';
  /** Of a route: only the worst of them are tested, as many as the number of runs allows. */
  readonly route: string | null;
  /** null: not known of this run. Infinity: it did not recover for good. */
  readonly of: (run: RunSummary) => number | null;
  /** Why its value is too unsure to be judged though it is known; null: it is not. */
  readonly unsure: (run: RunSummary) => string | null;
  /** Onto a scale on which a bad night is as far from the usual as a good one. Increases with the value. */
  readonly scale: (value: number, run: RunSummary) => number;
}

/** What a kind of figure is judged by wherever it stands: against other runs, and against a control. */
type Judged = Pick<Metric, 'unit' | 'worse' | 'floor'>;
export const failing: Judged = { unit: 'share', worse: 'higher', floor: { share: 0, amount: 0.005 } };
export const slow: Judged = { unit: 'ms', worse: 'higher', floor: { share: 0.1, amount: 2 } };
export const served: Judged = { unit: 'perSecond', worse: 'lower', floor: { share: 0.1, amount: 0 } };

/** All metrics that any of these runs has, in the order in which they are shown. */
export function metricsOf(runs: readonly RunSummary[]): Metric[] {
  const names = (of: (run: RunSummary) => object): string[] => [...new Set(runs.flatMap((run) => Object.keys(of(run))))];
  return [
    ...ofTheWhole,
    ...names(({ routes }) => routes).flatMap((route) => [errorsOf(route), timesOf(route, 'p95'), timesOf(route, 'p99')]),
    ...names(({ faults }) => faults).flatMap((fault) => [recoveryAfter(fault), lossBy(fault)]),
    ...names(({ breakers }) => breakers).map(tripsOf),
    ...besides,
  ].filter((metric) => runs.some((run) => metric.of(run) !== null));
}

const ofTheWhole: readonly Metric[] = [
  {
    ...failing,
    name: 'error rate by time',
    use: 'gate',
    route: null,
    of: (run) => run.errorRate,
    unsure: never,
    scale: (value, { requests }) => shareScale(value, requests),
  },
  { ...plain('goodput', served, (run) => run.goodputPerSecond), use: 'test' },
];

/** Of 200 a single one that fails is no more than the floor. */
const fewestDue = 200;

/** The whole hides a small route that is dead, and its times too: they are of the ok requests. Of one route alone the whole says it already. */
function errorsOf(route: string): Metric {
  const dueIn = ({ routes }: RunSummary): number => own(routes, route)?.due ?? 0;
  return {
    ...failing,
    name: `error rate of ${route}`,
    use: 'gate',
    route,
    of: ({ routes }) => (Object.keys(routes).length > 1 ? (own(routes, route)?.errorRate ?? null) : null),
    unsure: (run) => (dueIn(run) >= fewestDue ? null : `${dueIn(run)} requests, ${fewestDue} are needed to judge an error rate`),
    scale: (value, run) => shareScale(value, dueIn(run)),
  };
}

/** So many that ten are beyond it: the second slowest of a hundred says more of that one request than of the target. */
const fewestFor = { p95: 200, p99: 1_000 };

function timesOf(route: string, which: 'p95' | 'p99'): Metric {
  return {
    ...slow,
    name: `${which} of ${route}`,
    use: 'gate',
    route,
    of: ({ routes }) => own(routes, route)?.[which] ?? null,
    unsure({ routes }) {
      const { n = 0 } = own(routes, route) ?? {};
      return n >= fewestFor[which] ? null : `${n} requests, ${fewestFor[which]} are needed to judge a ${which}`;
    },
    scale: (value) => Math.log(Math.max(value, 1e-3)),
  };
}

/** Behind a breaker a recovery waits for its next attempt, which comes at any time within its wait. */
function recoveryAfter(fault: string): Metric {
  return {
    name: `recovery after ${fault}`,
    unit: 'ms',
    worse: 'higher',
    floor: { share: 0, amount: 1_000 },
    use: 'gate',
    route: null,
    of: ({ faults }) => recoveryMs(own(faults, fault)),
    unsure: never,
    scale: (value, { faults }) => Math.log(value + Math.max(leastWaitMs, (own(faults, fault)?.waitMs ?? 0) / 10)),
  };
}

/** The resolution of a recovery time: below it no difference is one. */
const leastWaitMs = 100;

function recoveryMs(fault: FaultSummary | undefined): number | null {
  if (fault === undefined) return null;
  return fault.censoredAtMs === null ? fault.recoveryMs : Number.POSITIVE_INFINITY;
}

function lossBy(fault: string): Metric {
  const judged: Judged = { unit: 'seconds', worse: 'higher', floor: { share: 0.1, amount: 0.5 } };
  return { ...plain(`resilience loss by ${fault}`, judged, ({ faults }) => own(faults, fault)?.resilienceLoss ?? null), use: 'test' };
}

/** Whatever is counted matters from one on. */
const counted: Judged = { unit: 'count', worse: 'higher', floor: { share: 0, amount: 0 } };

function tripsOf(breaker: string): Metric {
  return plain(`trips of ${breaker}`, counted, ({ breakers }) => own(breakers, breaker) ?? null);
}

const besides: readonly Metric[] = [
  plain('degraded', failing, (run) => run.degraded),
  plain('shed', failing, (run) => run.shed),
  plain('lost orders', counted, (run) => run.lostOrders),
  plain(
    'cpu of the tool per request',
    { unit: 'micros', worse: 'higher', floor: { share: 0.1, amount: 0 } },
    (run) => run.cpuMicrosPerRequest,
  ),
];

/** Not held against deviations, so that it needs no scale of its own. */
function plain(name: string, judged: Judged, of: Metric['of']): Metric {
  return { ...judged, name, use: 'show', route: null, of, unsure: never, scale: (value) => value };
}

function never(): null {
  return null;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Half a request more and less keeps the ends of the scale, none and all, at a finite place. */
function shareScale(value: number, requests: number): number {
  return logit((value * requests + 0.5) / (requests + 1));
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/** How much worse `value` is than `usual`, in the metric's unit; negative: better. */
export function worseBy({ worse }: Pick<Metric, 'worse'>, usual: number, value: number): number {
  if (usual === value) return 0;
  return worse === 'higher' ? value - usual : usual - value;
}

/** From where on a difference to `usual` matters, in the metric's unit. Of what usually never ends there is no share. */
export function floorAt({ floor }: Pick<Metric, 'floor'>, usual: number): number {
  return Number.isFinite(usual) ? Math.max(floor.share * Math.abs(usual), floor.amount) : floor.amount;
}
