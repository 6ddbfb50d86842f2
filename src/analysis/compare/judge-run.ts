/**
 * One run against those before it: the nightly gate, and the judgement against a baseline. Where there are ten of one plan and fingerprint, what
 * is further from their median than three of their deviations, and further than anybody minds, is a regression. Fewer say nothing of chance:
 * against a history nothing is judged then, against a baseline only what is worse by a multiple of what matters.
 */
import type { Reference } from '../../events/reference.ts';
import type { RunSummary } from '../../events/run-summary.ts';
import type { MetricComparison, RunComparison } from './comparison-schema.ts';
import { fingerprintDifferences, isAlike } from './like.ts';
import { floorAt, metricsOf, worseBy, type Metric } from './metrics.ts';
import { mad, median } from './robust.ts';

/** Fewer nights do not show how much nights differ. */
export const fewestNights = 10;
/** Older ones are of another time. */
export const mostNights = 30;
/** Deviations from the usual that chance alone hardly brings. */
const mostDeviations = 3;
/** Without knowing how much runs differ, only what is worse by so many times the floor counts. */
export const grossly = 5;
/** Where more of the nights than this did not recover, one more is nothing new. */
const rarely = 0.1;

export function judgeRun(run: RunSummary, reference: Reference): RunComparison {
  const nights = (reference.history?.runs ?? []).filter((night) => isAlike(night, run)).slice(-mostNights);
  const baseline = (reference.baseline?.runs ?? []).filter((one) => isAlike(one, run));
  // Ten runs of a baseline show as well how much runs differ as ten nights do.
  const spread = nights.length >= fewestNights ? nights : baseline;
  const usual = baseline.length > 0 ? baseline : nights;
  const rule = spread.length >= fewestNights ? 'nights' : baseline.length > 0 ? 'gross' : 'none';
  const metrics = metricsOf([run, ...usual]).map((metric) => judgeMetric(metric, { run, usual, spread, rule }));
  const regressions = metrics.filter(({ verdict }) => verdict === 'regression').map(({ metric }) => metric);
  const { rerunOf } = reference;
  return {
    baseline: reference.baseline?.name ?? null,
    history: reference.history?.name ?? null,
    runs: usual.length,
    nights: spread.length,
    rule,
    reason: rule === 'nights' ? null : whyNot(rule, run, reference, { nights, baseline }),
    regressions,
    rerunOf: rerunOf?.run ?? null,
    confirmed: rerunOf === null ? null : regressions.filter((metric) => rerunOf.regressions.includes(metric)),
    metrics,
  };
}

function whyNot(
  rule: 'gross' | 'none',
  run: RunSummary,
  { baseline, history }: Reference,
  found: { readonly nights: readonly RunSummary[]; readonly baseline: readonly RunSummary[] },
): string {
  if (rule === 'gross') {
    const known = Math.max(found.baseline.length, found.nights.length);
    return `${known} ${known === 1 ? 'run shows' : 'runs show'} too little of how much runs differ (${fewestNights} are needed): only what is worse by ${grossly} times the floor counts, and no significance is claimed`;
  }
  const others = [...(baseline?.runs ?? []), ...(history?.runs ?? [])].findLast(
    (other) => other.planHash === run.planHash && !isAlike(other, run),
  );
  const differs = others === undefined ? [] : fingerprintDifferences(others.fingerprint, run.fingerprint);
  const also = [
    ...(differs.length > 0 ? [`others were done elsewhere (${differs.join('; ')})`] : []),
    ...(history !== null && history.otherPlans > 0 ? [`${history.otherPlans} are of other plans`] : []),
  ];
  const { length } = found.nights;
  return `${length === 0 ? 'no run' : length === 1 ? '1 run' : `${length} runs`} of this plan and fingerprint, ${fewestNights} are needed${also.length > 0 ? `; ${also.join('; ')}` : ''}`;
}

interface Against {
  readonly run: RunSummary;
  readonly usual: readonly RunSummary[];
  readonly spread: readonly RunSummary[];
  readonly rule: RunComparison['rule'];
}

function judgeMetric(metric: Metric, { run, usual, spread, rule }: Against): MetricComparison {
  const actual = metric.of(run);
  const known = usual.flatMap((one) => metric.of(one) ?? []);
  const base = {
    metric: metric.name,
    unit: metric.unit,
    worse: metric.worse,
    actual: finite(actual),
    usual: null,
    worseBy: null,
    floor: null,
    deviations: null,
  };
  const unknown = (reason: string): MetricComparison => ({ ...base, verdict: 'unknown', reason });
  if (actual === null) return unknown('not known of this run');
  if (known.length === 0) return unknown('not known of those before');
  const centre = median(known);
  const worse = worseBy(metric, centre, actual);
  const floor = floorAt(metric, centre);
  const shown = { ...base, usual: finite(centre), worseBy: finite(worse), floor };
  const reason =
    actual === Number.POSITIVE_INFINITY
      ? 'it did not recover for good'
      : centre === Number.POSITIVE_INFINITY
        ? 'usually it does not recover for good'
        : null;
  if (metric.use !== 'gate' || rule === 'none') return { ...shown, verdict: 'shown', reason };
  const unsure = metric.unsure(run);
  if (unsure !== null) return { ...shown, verdict: 'unknown', reason: unsure };
  if (rule === 'gross') return { ...shown, verdict: worse > grossly * floor ? 'regression' : 'usual', reason };
  const nights = spread.filter((one) => metric.of(one) !== null && metric.unsure(one) === null);
  if (nights.length < fewestNights)
    return { ...shown, verdict: 'unknown', reason: `known of ${nights.length} of ${spread.length} runs, ${fewestNights} are needed` };
  const deviations = deviationsOf(metric, actual, run, nights);
  const judged = {
    ...shown,
    deviations: finite(deviations),
    reason: reason ?? (Number.isFinite(deviations) ? null : 'those before did not differ at all'),
  };
  if (worse > floor && deviations > mostDeviations) return { ...judged, verdict: 'regression' };
  return { ...judged, verdict: worse < -floor && deviations < -mostDeviations ? 'better' : 'usual' };
}

/** From the nights' median, in their deviations, on the metric's own scale; positive: worse. */
function deviationsOf(metric: Metric, actual: number, run: RunSummary, nights: readonly RunSummary[]): number {
  const values = nights.map((night) => metric.scale(metric.of(night) as number, night));
  const value = metric.scale(actual, run);
  if (value === Number.POSITIVE_INFINITY && values.filter((one) => one === value).length > rarely * values.length) return 0;
  const difference = worseBy(metric, median(values), value);
  if (difference === 0) return 0;
  const spread = mad(values);
  return spread === Number.POSITIVE_INFINITY ? 0 : spread === 0 ? Math.sign(difference) * Number.POSITIVE_INFINITY : difference / spread;
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
