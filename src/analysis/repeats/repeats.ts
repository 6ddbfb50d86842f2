/** Repetitions of one plan, as one value: what each came to, and how much they differ. */
import { z } from 'zod';
import { worstOf } from '../../exit-codes.ts';
import { analysisSchema, verdictSchema, type Analysis, type RouteRecovery } from '../analysis.ts';
import { middle } from '../breakers.ts';
import { spreadOf, spreadSchema, type Seen } from './spread.ts';
import { leftOut } from './left-out.ts';

const fault = analysisSchema.shape.faults.element;
const recoveryStatus = analysisSchema.shape.recovery.element.shape.status;

const measure = spreadSchema.extend({
  what: z.string(),
  unit: z.enum(['ms', 's', 'share', '/s', 'count']).describe('of median and range; s: seconds of full service'),
});

const recovered = z.object({
  scope: z.string().nullable().describe('a route; null: the worst of each run'),
  statuses: z.record(recoveryStatus, z.number()).describe('how many runs came to it'),
  notRecovered: z.number().describe('censored or relapsed'),
  recoveryMs: spreadSchema.describe(
    'ms, from the removal. Good again before it counts as 0; runs that never degraded, or could not be judged, are not in it',
  ),
});

export const repeatsSchema = z.object({
  schema: z.literal(1),
  group: z.string().describe('as in run.attempt.group of each report, and the name of the folder of the summary'),
  scenario: z.object({ name: z.string(), title: z.string(), target: z.string() }),
  planHash: z.string(),
  planned: z.number().describe('how many runs were meant'),
  exitCode: z.number().describe('the worst of the runs'),
  runs: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      startedAt: z.string().nullable(),
      verdict: verdictSchema,
      exitCode: z.number(),
      leftOut: z.string().nullable().describe('why nothing of it is in the figures; null: it is'),
      faults: z.array(
        z.object({
          id: z.string(),
          earlierMs: z.number().nullable().describe('cleared so much earlier than planned'),
          scope: z.string().nullable(),
          status: recoveryStatus.nullable(),
          recoveryMs: z.number().nullable(),
          censoredAtMs: z.number().nullable(),
        }),
      ),
    }),
  ),
  objectives: z.array(
    z.object({ text: z.string(), held: z.number(), breached: z.number(), inconclusive: z.number(), of: z.number().describe('runs') }),
  ),
  measures: z.array(measure).describe('of the whole run'),
  faults: z.array(
    z.object({
      id: z.string(),
      link: z.string().nullable(),
      describe: z.string(),
      dither: fault.shape.dither.unwrap().omit({ earlierMs: true }).nullable(),
      verified: z.number().describe('in how many runs it bit; the figures are of these'),
      recovery: recovered,
      perRoute: z.array(recovered),
      measures: z.array(measure),
    }),
  ),
});

export type Repeats = z.infer<typeof repeatsSchema>;
export type RepeatedFault = Repeats['faults'][number];
export type RepeatedMeasure = Repeats['measures'][number];
export type RepeatedRecovery = RepeatedFault['recovery'];

/** Of the runs of one group, at least one, in their order. */
export function repeatsOf(all: readonly [Analysis, ...Analysis[]]): Repeats {
  const [first] = all;
  const { name, title, target } = first.scenario;
  const sound = all.filter((run) => leftOut(run) === null);
  return {
    schema: 1,
    group: first.run.attempt?.group ?? first.run.id,
    scenario: { name, title, target },
    planHash: first.run.planHash,
    planned: first.run.attempt?.of ?? all.length,
    exitCode: worstOf(all.map(({ exitCode }) => exitCode)),
    runs: all.map(runOf),
    objectives: first.objectives.map(({ text }) => objectiveOf(text, all)),
    measures: ofRun.map(({ what, unit, of }) => ({ what, unit, ...spreadOf(sound.flatMap((run) => seen(of(run)))) })),
    faults: first.faults.map((planned) => faultOf(planned, sound)),
  };
}

function runOf(run: Analysis, index: number): Repeats['runs'][number] {
  const { id, startedAt, attempt } = run.run;
  const faults = run.faults.map((one) => {
    const recovery = run.recovery.find(({ fault: of }) => of === one.id);
    const { scope = null, status = null, recoveryMs = null, censoredAtMs = null } = recovery ?? {};
    return { id: one.id, earlierMs: one.dither?.earlierMs ?? null, scope, status, recoveryMs, censoredAtMs };
  });
  const { verdict, exitCode } = run;
  return { id, number: attempt?.number ?? index + 1, startedAt, verdict, exitCode, leftOut: leftOut(run), faults };
}

/** Over all runs: what could not be believed has no verdict that held. */
function objectiveOf(text: string, all: readonly Analysis[]): Repeats['objectives'][number] {
  const verdicts = all.map(({ objectives }) => objectives.find((one) => one.text === text)?.verdict ?? 'inconclusive');
  const count = (verdict: string): number => verdicts.filter((one) => one === verdict).length;
  return { text, held: count('held'), breached: count('breached'), inconclusive: count('inconclusive'), of: all.length };
}

interface Measure<T> {
  readonly what: string;
  readonly unit: RepeatedMeasure['unit'];
  /** null: this run does not say. */
  readonly of: (of: T) => number | Seen | null;
}

const ofRun: readonly Measure<Analysis>[] = [
  { what: 'errors', unit: 'share', of: ({ totals }) => totals.errorRate.byRequest },
  { what: 'errors by time', unit: 'share', of: ({ totals }) => totals.errorRate.byTime },
  { what: 'p50 of ok', unit: 'ms', of: ({ totals }) => totals.responseOkMs.p50 },
  { what: 'p99 of ok', unit: 'ms', of: ({ totals }) => totals.responseOkMs.p99 },
  { what: 'served', unit: '/s', of: ({ totals }) => totals.goodputPerSecond },
];

interface FaultInRun {
  readonly fault: Analysis['faults'][number];
  readonly recovery: Analysis['recovery'][number] | undefined;
}

const ofFault: readonly Measure<FaultInRun>[] = [
  { what: 'degraded after', unit: 'ms', of: ({ recovery }) => recovery?.timeToDegradeMs ?? null },
  { what: 'tripped after', unit: 'ms', of: ({ fault: { tripMs } }) => tripMs && middle(tripMs) },
  { what: 'detected after', unit: 'ms', of: ({ recovery }) => recovery?.timeToDetectMs ?? null },
  { what: 'service lost', unit: 's', of: ({ recovery }) => lossOf(recovery) },
  { what: 'requests failed', unit: 'count', of: ({ fault: { requestsFailed } }) => requestsFailed },
];

/** What went on being lost when the watch ended is more than what was counted. */
function lossOf(recovery: FaultInRun['recovery']): Seen | null {
  if (recovery === undefined || recovery.resilienceLoss === null) return null;
  return { value: recovery.resilienceLoss, censored: isNotRecovered(recovery.status) };
}

function seen(value: number | Seen | null): Seen[] {
  if (value === null) return [];
  return [typeof value === 'number' ? { value, censored: false } : value];
}

function faultOf({ id, link, describe, dither }: FaultInRun['fault'], runs: readonly Analysis[]): RepeatedFault {
  const inRuns = runs.flatMap((run): FaultInRun[] => {
    const one = run.faults.find((other) => other.id === id && other.verified === true);
    return one ? [{ fault: one, recovery: run.recovery.find(({ fault: of }) => of === id) }] : [];
  });
  const recoveries = inRuns.flatMap(({ recovery }) => (recovery ? [recovery] : []));
  const routes = Map.groupBy(
    recoveries.flatMap(({ perRoute }) => perRoute),
    ({ scope }) => scope,
  );
  return {
    id,
    link,
    describe,
    dither: dither && { overMs: dither.overMs, waitMs: dither.waitMs },
    verified: inRuns.length,
    recovery: recoveredOf(null, recoveries),
    perRoute: [...routes].map(([scope, all]) => recoveredOf(scope, all)),
    measures: ofFault.map(({ what, unit, of }) => ({ what, unit, ...spreadOf(inRuns.flatMap((one) => seen(of(one)))) })),
  };
}

function recoveredOf(scope: string | null, all: readonly RouteRecovery[]): RepeatedRecovery {
  const statuses = Object.fromEntries(
    recoveryStatus.options.map((status) => [status, all.filter((one) => one.status === status).length]),
  ) as RepeatedRecovery['statuses'];
  return {
    scope,
    statuses,
    notRecovered: all.filter(({ status }) => isNotRecovered(status)).length,
    recoveryMs: spreadOf(all.flatMap(recoverySeen)),
  };
}

function recoverySeen({ status, recoveryMs, censoredAtMs }: RouteRecovery): Seen[] {
  if (isNotRecovered(status)) return [{ value: censoredAtMs ?? Number.POSITIVE_INFINITY, censored: true }];
  // When it was good nobody knows, but not before that.
  if (status === 'insufficient-data') return censoredAtMs === null ? [] : [{ value: censoredAtMs, censored: true }];
  if (status === 'recovered-before-clear') return [{ value: 0, censored: false }];
  return status === 'recovered' ? seen(recoveryMs) : [];
}

function isNotRecovered(status: RouteRecovery['status']): boolean {
  return status === 'censored' || status === 'relapsed';
}
