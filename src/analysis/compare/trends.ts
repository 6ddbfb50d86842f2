/** A history as people look at it: the runs of one plan and fingerprint together, and of each metric how it went. */
import { z } from 'zod';
import type { RunSummary } from '../../events/run-summary.ts';
import { fingerprintSchema, unitSchema } from './comparison-schema.ts';
import { isNight } from './history.ts';
import { isAlike } from './like.ts';
import { metricsOf } from './metrics.ts';
import { mad, median } from './robust.ts';

export const trendsSchema = z.object({
  schema: z.literal(1),
  file: z.string(),
  exists: z.boolean().describe('false: there is no such file'),
  runs: z.number().describe('how many the file has'),
  added: z
    .object({ runs: z.number(), known: z.number().describe('were in it before') })
    .nullable()
    .describe('by this command; null: it was not asked to add any'),
  unreadable: z.array(z.number()).describe('lines that are no run, from 1'),
  leftOut: z
    .object({
      notJudged: z.array(z.object({ exitCode: z.number(), runs: z.number() })).describe('the commonest exit code first'),
      reruns: z.number(),
    })
    .describe('of the runs asked for, those that stand in no group'),
  groups: z.array(
    z.object({
      scenario: z.string(),
      planHash: z.string(),
      fingerprint: fingerprintSchema.nullable(),
      runs: z.array(
        z.object({ run: z.string(), at: z.string(), exitCode: z.number(), counts: z.boolean().describe('later runs are held against it') }),
      ),
      metrics: z.array(
        z.object({
          metric: z.string(),
          unit: unitSchema,
          worse: z.enum(['higher', 'lower']),
          values: z.array(z.number().nullable()).describe('one a run; null: not known, or not recovered'),
          notRecovered: z.array(z.boolean()).describe('one a run'),
          median: z.number().nullable(),
          deviation: z
            .number()
            .nullable()
            .describe('median absolute deviation of those known, in the unit, made comparable to a standard one'),
        }),
      ),
    }),
  ),
});
export type Trends = z.infer<typeof trendsSchema>;
export type TrendGroup = Trends['groups'][number];

/** Exit codes of runs that say something of the target; the others were not judged, stopped, or did not begin. */
const judged: readonly number[] = [0, 3, 8];

/** Without re-runs and what was not judged: `leftOutOf` counts those. */
export function trendsOf(runs: readonly RunSummary[]): TrendGroup[] {
  const shown = runs.filter(({ exitCode, rerunOf }) => rerunOf === null && judged.includes(exitCode));
  const groups: RunSummary[][] = [];
  for (const run of shown) {
    const group = groups.find(([first]) => first !== undefined && (isAlike(first, run) || bothUnknown(first, run)));
    if (group) group.push(run);
    else groups.push([run]);
  }
  return groups.map(groupOf);
}

export function leftOutOf(runs: readonly RunSummary[]): Trends['leftOut'] {
  const first = runs.filter(({ rerunOf }) => rerunOf === null);
  const byCode = Map.groupBy(
    first.map(({ exitCode }) => exitCode).filter((code) => !judged.includes(code)),
    (code) => code,
  );
  const notJudged = [...byCode].map(([exitCode, those]) => ({ exitCode, runs: those.length }));
  return { notJudged: notJudged.toSorted((a, b) => b.runs - a.runs || a.exitCode - b.exitCode), reruns: runs.length - first.length };
}

/** What does not say on what it was done is shown together, and never judged. */
function bothUnknown(a: RunSummary, b: RunSummary): boolean {
  return a.planHash === b.planHash && a.fingerprint === null && b.fingerprint === null;
}

function groupOf(runs: readonly RunSummary[]): TrendGroup {
  const last = runs.at(-1) as RunSummary;
  return {
    scenario: last.scenario,
    planHash: last.planHash,
    fingerprint: last.fingerprint,
    runs: runs.map((run) => ({ run: run.run, at: run.at, exitCode: run.exitCode, counts: isNight(run) })),
    metrics: metricsOf(runs).map((metric) => {
      const values = runs.map((run) => metric.of(run));
      const known = values.filter((value) => value !== null);
      return {
        metric: metric.name,
        unit: metric.unit,
        worse: metric.worse,
        values: values.map((value) => (value === null || !Number.isFinite(value) ? null : value)),
        notRecovered: values.map((value) => value === Number.POSITIVE_INFINITY),
        median: finite(median(known)),
        deviation: finite(mad(known)),
      };
    }),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
