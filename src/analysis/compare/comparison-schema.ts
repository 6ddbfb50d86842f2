/** What a run was done on, and how it stands against those before it; parts of report.json. */
import { z } from 'zod';

export const fingerprintSchema = z.object({
  cpu: z.string().describe('as the processor names itself'),
  cores: z.number().describe('that the tool could use'),
  memoryBytes: z.number(),
  node: z.string(),
  platform: z.string(),
  targetVersion: z.string().nullable().describe("the target's version label; null: it has none"),
});

export const unitSchema = z
  .enum(['ms', 'share', 'perSecond', 'seconds', 'count', 'micros'])
  .describe('milliseconds, 0..1, per second, seconds, a number, microseconds');

export type Unit = z.infer<typeof unitSchema>;

export const comparisonSchema = z.object({
  baseline: z.string().nullable().describe('by name; null: none was given'),
  history: z.string().nullable().describe('by file name; null: none was given'),
  runs: z.number().describe('of the same plan and fingerprint, whose median is the usual'),
  nights: z.number().describe('of the same plan and fingerprint, whose spread is known'),
  rule: z
    .enum(['nights', 'gross', 'none'])
    .describe('nights: beyond 3 deviations of those before and beyond the floor; gross: beyond 5 times the floor; none: not judged'),
  reason: z.string().nullable().describe('why not by nights'),
  regressions: z.array(z.string()).describe('the metrics that are worse than they may be'),
  rerunOf: z.string().nullable().describe('the run whose regressions this one was to confirm'),
  confirmed: z.array(z.string()).nullable().describe('those of them that it confirms; null: it is no re-run'),
  metrics: z.array(
    z.object({
      metric: z.string(),
      unit: unitSchema,
      worse: z.enum(['higher', 'lower']),
      actual: z.number().nullable().describe('null: see reason'),
      usual: z.number().nullable().describe('the median of those before; null: see reason'),
      worseBy: z.number().nullable().describe('than usual; negative: better'),
      floor: z.number().nullable().describe('a difference up to this matters to nobody'),
      deviations: z
        .number()
        .nullable()
        .describe(
          "from the nights' median, in their median absolute deviations, made comparable to standard ones; null: not judged by them",
        ),
      verdict: z.enum(['regression', 'usual', 'better', 'shown', 'unknown']).describe('shown: not judged'),
      reason: z.string().nullable(),
    }),
  ),
});

const pair = (what: string) =>
  z
    .object({ with: z.number().nullable(), without: z.number().nullable() })
    .describe(`${what}, with the fault and without; null: too few requests`);

const costSchema = z.object({
  fault: z.string().nullable().describe('while it was in, and at the same time of the control; null: the whole load'),
  route: z.string(),
  requests: z.object({ with: z.number(), without: z.number() }),
  errorRate: pair('share of requests'),
  p99Ms: pair('of ok requests, from the intended send'),
  goodputPerSecond: pair('ok requests per second'),
  beyondFloor: z.array(z.enum(['error rate', 'p99', 'goodput'])).describe('worse by more than half a point; 10 % and 2 ms; 10 %'),
});
export type ControlCost = z.infer<typeof costSchema>;

export const controlSchema = z.object({
  run: z.string(),
  exitCode: z.number(),
  reason: z.string().describe('its verdict in one sentence'),
  costs: z.array(costSchema),
  breachedWithout: z.array(z.string()).describe('objectives that this run breached, and the control too: no fault did that'),
});

export type RunComparison = z.infer<typeof comparisonSchema>;
export type MetricComparison = RunComparison['metrics'][number];
