/** What is kept of a run to hold others against it. */
import { z } from 'zod';
import type { RunSummary } from '../../events/run-summary.ts';
import type { PlannedBreaker, PlannedFault } from '../../plan/plan.ts';
import type { Analysis } from '../analysis.ts';
import { fingerprintSchema } from './comparison-schema.ts';

const known = z.number().nullable();

export const runSummarySchema: z.ZodType<RunSummary> = z.object({
  schema: z.literal(1),
  run: z.string(),
  at: z.string().describe('wall clock of t = 0, UTC'),
  scenario: z.string(),
  planHash: z.string(),
  fingerprint: fingerprintSchema.nullable(),
  seed: z.number(),
  exitCode: z.number(),
  rerunOf: z.string().nullable().describe('the run whose regression it was to confirm; null: it is no re-run'),
  requests: z.number().describe('intended and not cancelled'),
  errorRate: known.describe("mean of the seconds' error rates, 0..1"),
  goodputPerSecond: known,
  degraded: known.describe('share of the requests, 0..1'),
  shed: known.describe('share of the requests, 0..1'),
  lostOrders: known,
  cpuMicrosPerRequest: known.describe('of the tool'),
  routes: z
    .record(
      z.string(),
      z.object({
        due: z.number().optional().describe('intended and not cancelled; absent in summaries of earlier versions'),
        errorRate: known.optional().describe('by request, 0..1; absent in summaries of earlier versions'),
        n: z.number(),
        p95: known,
        p99: known,
      }),
    )
    .describe('times of `n` ok requests, from the intended send, milliseconds'),
  faults: z.record(
    z.string(),
    z.object({
      recoveryMs: known.describe(
        'of the worst route; 0: never degraded, or good again before the fault went; null: not known, or not recovered',
      ),
      censoredAtMs: known.describe('how long it was seen not to recover for good; null: it recovered, or nothing is known'),
      waitMs: known.describe("of the breaker on the fault's link, before it tries again"),
      resilienceLoss: known.describe('seconds of full service'),
    }),
  ),
  breakers: z.record(z.string(), known).describe('trips; null: its source did not answer'),
});

/** What a summary is made of. */
export type SummarisedFigures = Pick<
  Analysis,
  'run' | 'totals' | 'scenario' | 'generator' | 'reconciliation' | 'routes' | 'recovery' | 'breakers'
>;

/** `plan` as far as it says which breaker waits how long. */
export function summaryOf(
  analysis: SummarisedFigures & Pick<RunSummary, 'exitCode' | 'rerunOf'>,
  plan: {
    readonly faults: readonly Pick<PlannedFault, 'id' | 'link'>[];
    readonly breakers: readonly Pick<PlannedBreaker, 'link' | 'waitMs'>[];
  },
): RunSummary {
  const { run, totals, scenario, generator, reconciliation } = analysis;
  const requests = totals.intended - totals.outcomes.cancelled;
  const share = (count: number): number | null => (requests > 0 ? rounded(count / requests) : null);
  return {
    schema: 1,
    run: run.id,
    at: run.startedAt ?? '',
    scenario: scenario.name,
    planHash: run.planHash,
    fingerprint: run.fingerprint,
    seed: run.seed,
    exitCode: analysis.exitCode,
    rerunOf: analysis.rerunOf,
    requests,
    errorRate: rounded(totals.errorRate.byTime),
    goodputPerSecond: rounded(totals.goodputPerSecond),
    degraded: share(totals.degraded),
    shed: share(totals.shed),
    lostOrders: reconciliation?.lost.length ?? null,
    cpuMicrosPerRequest: rounded(generator.cpuMicrosPerRequest),
    routes: Object.fromEntries(
      analysis.routes.map(({ name, intended, outcomes, errorRate, responseOkMs: { n, p95, p99 } }) => [
        name,
        { due: intended - outcomes.cancelled, errorRate: rounded(errorRate), n, p95: rounded(p95), p99: rounded(p99) },
      ]),
    ),
    faults: Object.fromEntries(analysis.recovery.map((recovery) => [recovery.fault, faultOf(recovery, waitOf(recovery.fault, plan))])),
    breakers: Object.fromEntries(analysis.breakers.map(({ name, answered, trips }) => [name, answered ? trips : null])),
  };
}

function waitOf(fault: string, { faults, breakers }: Parameters<typeof summaryOf>[1]): number | null {
  const link = faults.find(({ id }) => id === fault)?.link ?? null;
  const waits = breakers.flatMap((breaker) => (breaker.link === link && breaker.waitMs !== null ? [breaker.waitMs] : []));
  return link === null || waits.length === 0 ? null : Math.max(...waits);
}

function faultOf(recovery: Analysis['recovery'][number], waitMs: number | null): RunSummary['faults'][string] {
  const { status, recoveryMs, censoredAtMs, resilienceLoss } = recovery;
  // The slowest to recover need not have lost most; where its loss is not known, that of the others is not the most that was lost.
  const most = resilienceLoss === null ? null : Math.max(resilienceLoss, ...recovery.perRoute.map((one) => one.resilienceLoss ?? 0));
  const base = { recoveryMs: null, censoredAtMs: null, waitMs, resilienceLoss: rounded(most) };
  switch (status) {
    case 'recovered':
      return { ...base, recoveryMs: rounded(recoveryMs) };
    case 'recovered-before-clear':
    case 'never-degraded':
      return { ...base, recoveryMs: 0 };
    case 'censored':
    case 'relapsed':
      // What went bad again had not recovered, whenever it last looked so.
      return { ...base, censoredAtMs: rounded(censoredAtMs ?? recoveryMs ?? 0) };
    case 'insufficient-data':
      // It was surely bad for so long, or nothing is known.
      return { ...base, censoredAtMs: rounded(censoredAtMs) };
  }
}

/** Six digits: a history is read by people too, and no run is that exact. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}
