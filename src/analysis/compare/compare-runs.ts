/**
 * Two sides of runs against each other. The run is the unit: the requests of one run share its moment, its machine and its luck, so their number
 * says nothing of the next run. From five runs a side each metric is tested by ranks, and Holm's correction keeps all of them together honest;
 * before that differences are shown and nothing is claimed.
 */
import { z } from 'zod';
import type { RunSummary } from '../../events/run-summary.ts';
import { fingerprintSchema, unitSchema } from './comparison-schema.ts';
import { holm } from './holm.ts';
import { floorAt, metricsOf, worseBy, type Metric } from './metrics.ts';
import { leastP, rankTest } from './rank-test.ts';
import { ascending, median } from './robust.ts';
import { shiftOf } from './shift.ts';

/** Three against three can't be significant, four against four only where a single metric is tested. */
export const fewestRuns = 5;
const level = 0.05;

const known = z.number().nullable();
const sideSchema = z.object({
  runs: z.array(z.string()),
  fingerprint: fingerprintSchema.nullable(),
});
const valueSchema = z.object({
  n: z.number().describe('runs in which it is known'),
  median: known.describe('null: not known, or more than half of the runs did not recover'),
  min: known,
  max: known,
  notRecovered: z.number().describe('runs among them that did not recover for good'),
});

export const sidesSchema = z.object({
  schema: z.literal(1),
  exitCode: z.number(),
  scenario: z.string(),
  planHash: z.string(),
  a: sideSchema,
  b: sideSchema,
  conclusive: z.boolean().describe('whether there are enough runs to tell a difference from chance'),
  reason: z.string().describe('what is claimed, or why nothing is'),
  worse: z.array(z.string()).describe('metrics of b that are worse beyond chance and beyond the floor'),
  better: z.array(z.string()),
  metrics: z.array(
    z.object({
      metric: z.string(),
      unit: unitSchema,
      worse: z.enum(['higher', 'lower']),
      a: valueSchema,
      b: valueSchema,
      difference: known.describe('of the medians, b - a'),
      ratio: known.describe('of the medians, b / a'),
      shift: known.describe("Hodges and Lehmann's estimate of b - a; null: not tested, or some did not recover"),
      shiftInterval: z.tuple([z.number(), z.number()]).nullable().describe('at 95 % at least'),
      floor: known.describe('a difference up to this matters to nobody'),
      p: known.describe("Mann and Whitney's exact two-sided; null: not tested"),
      adjusted: known.describe('p after Holm, over all metrics that are tested'),
      verdict: z.enum(['worse', 'better', 'within the floor', 'not shown to differ', 'not tested']),
      reason: z.string().nullable().describe('why not tested'),
    }),
  ),
  notes: z.array(z.string()),
});
export type Sides = z.infer<typeof sidesSchema>;
export type MetricOfSides = Sides['metrics'][number];

/** `b` is held against `a`; all are of one plan, and each side holds one run at least. */
export function compareRuns(a: readonly RunSummary[], b: readonly RunSummary[]): Omit<Sides, 'exitCode' | 'notes'> {
  const metrics = metricsOf([...a, ...b]);
  const why = whyNotTested(metrics, a, b);
  const tested = metrics.filter((metric) => why.get(metric) === undefined);
  const ps = tested.map((metric) => rankTest(valuesOf(metric, a), valuesOf(metric, b)));
  const adjusted = holm(ps);
  const rows = metrics.map((metric) => {
    const index = tested.indexOf(metric);
    const test = index < 0 ? null : { p: ps[index] as number, adjusted: adjusted[index] as number };
    return rowOf(metric, a, b, test, why.get(metric) ?? null);
  });
  const named = (verdict: MetricOfSides['verdict']): string[] => rows.flatMap((row) => (row.verdict === verdict ? [row.metric] : []));
  const [first] = a as readonly [RunSummary];
  return {
    schema: 1,
    scenario: first.scenario,
    planHash: first.planHash,
    a: { runs: a.map(({ run }) => run), fingerprint: first.fingerprint },
    b: { runs: b.map(({ run }) => run), fingerprint: b[0]?.fingerprint ?? null },
    conclusive: Math.min(a.length, b.length) >= fewestRuns,
    reason: claimText(a.length, b.length, tested.length),
    worse: named('worse'),
    better: named('better'),
    metrics: rows,
  };
}

function claimText(a: number, b: number, tested: number): string {
  const runs = `${a} ${a === 1 ? 'run' : 'runs'} against ${b}`;
  if (Math.min(a, b) < fewestRuns)
    return `${runs}: no significance is claimed, ${fewestRuns} a side are needed to tell a difference from chance`;
  if (tested === 0) return `${runs}: nothing differs at all in what could be tested`;
  return `${runs}: exact rank tests of ${tested} ${tested === 1 ? 'metric' : 'metrics'} on runs, together wrong in at most 5 % of comparisons of equals`;
}

/** Of each metric that is not tested. Nothing here asks which run is on which side, so that it can't tilt the tests. */
function whyNotTested(metrics: readonly Metric[], a: readonly RunSummary[], b: readonly RunSummary[]): Map<Metric, string> {
  const why = new Map<Metric, string>();
  const candidates: Metric[] = [];
  for (const metric of metrics) {
    const [inA, inB] = [valuesOf(metric, a), valuesOf(metric, b)];
    if (metric.use === 'show') why.set(metric, 'shown only');
    else if (Math.min(a.length, b.length) < fewestRuns) why.set(metric, 'too few runs');
    else if (Math.min(inA.length, inB.length) < fewestRuns)
      why.set(metric, `known in ${inA.length} and ${inB.length} runs, ${fewestRuns} are needed`);
    else if ([...a, ...b].some((run) => metric.unsure(run) !== null)) why.set(metric, 'too few requests');
    else if (new Set([...inA, ...inB]).size === 1) why.set(metric, 'the same in every run');
    else candidates.push(metric);
  }
  // More tests than these, and Holm would not let even the clearest difference pass.
  const room = Math.floor(level / leastP(a.length, b.length) + 1e-9);
  const pooled = (metric: Metric): number => median(valuesOf(metric, [...a, ...b]));
  // Where what failed differs at all by more than matters, that comes before any time.
  const differs = (metric: Metric): number => {
    const values = valuesOf(metric, [...a, ...b]);
    return Number(metric.unit === 'share' && Math.max(...values) - Math.min(...values) > metric.floor.amount);
  };
  const worstFirst = candidates
    .filter(({ route }) => route === null)
    .concat(
      candidates
        .filter(({ route }) => route !== null)
        .toSorted((one, other) => differs(other) - differs(one) || ascending(pooled(other), pooled(one))),
    );
  for (const metric of worstFirst.slice(room)) why.set(metric, `only ${room} metrics can be tested with so few runs`);
  return why;
}

function valuesOf(metric: Metric, runs: readonly RunSummary[]): number[] {
  return runs.flatMap((run) => metric.of(run) ?? []);
}

function rowOf(
  metric: Metric,
  a: readonly RunSummary[],
  b: readonly RunSummary[],
  test: { readonly p: number; readonly adjusted: number } | null,
  reason: string | null,
): MetricOfSides {
  const [inA, inB] = [valuesOf(metric, a), valuesOf(metric, b)];
  const [usual, now] = [medianOf(inA), medianOf(inB)];
  const shift = test !== null && [...inA, ...inB].every(Number.isFinite) ? shiftOf(inA, inB, level) : null;
  const base = {
    metric: metric.name,
    unit: metric.unit,
    worse: metric.worse,
    a: sideOf(inA),
    b: sideOf(inB),
    ...changeOf(usual, now),
    shift: shift?.estimate ?? null,
    shiftInterval: shift?.interval ? ([...shift.interval] as [number, number]) : null,
    floor: usual === null ? null : floorAt(metric, usual),
    p: test?.p ?? null,
    adjusted: test?.adjusted ?? null,
    reason,
  };
  if (test === null) return { ...base, verdict: 'not tested' };
  if (test.adjusted > level) return { ...base, verdict: 'not shown to differ' };
  // What never recovered has no size: there the medians say whether it is one.
  const worse = shift === null ? worseBy(metric, median(inA), median(inB)) : worseBy(metric, 0, shift.estimate);
  if (Math.abs(worse) <= floorAt(metric, median(inA))) return { ...base, verdict: 'within the floor' };
  return { ...base, verdict: worse > 0 ? 'worse' : 'better' };
}

function changeOf(usual: number | null, now: number | null): Pick<MetricOfSides, 'difference' | 'ratio'> {
  if (usual === null || now === null) return { difference: null, ratio: null };
  const difference = finite(now - usual);
  return { difference, ratio: difference === null || usual === 0 ? null : now / usual };
}

function sideOf(values: readonly number[]): MetricOfSides['a'] {
  const middle = medianOf(values);
  const ended = values.filter(Number.isFinite);
  return {
    n: values.length,
    median: middle === null ? null : finite(middle),
    min: ended.length === 0 ? null : Math.min(...ended),
    max: ended.length === values.length && ended.length > 0 ? Math.max(...ended) : null,
    notRecovered: values.length - ended.length,
  };
}

function medianOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
