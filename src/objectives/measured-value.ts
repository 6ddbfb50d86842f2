/** The value of a measure over a tally, and how many requests it takes before it says anything. */
import { formatMs, formatRate, formatShare } from '../units.ts';
import type { AbortCondition, Comparison, Measure, Objective } from './objective.ts';
import { dueOf, type SecondCount, type Tally } from './tally.ts';

export function isMeasure(objective: Objective | AbortCondition): objective is Measure {
  return objective.kind === 'percentile' || objective.kind === 'share' || objective.kind === 'rate';
}

/** Milliseconds, a share or a rate, as the measure's bound; null where there is nothing to measure. */
export function measuredValue(measure: Measure, tally: Tally): number | null {
  if (measure.kind === 'percentile') return tally.okTimes.quantileMs(measure.quantile);
  if (measure.kind === 'rate') {
    const { intended, outcomes, after } = tally;
    const count = measure.measure === 'goodput' ? outcomes.ok - after.ok : intended - outcomes.cancelled - outcomes.dropped - after.sent;
    return tally.overMs > 0 ? count / (tally.overMs / 1_000) : null;
  }
  if (measure.weight === 'time') {
    const seconds = [...tally.seconds.values()];
    return seconds.length === 0 ? null : seconds.reduce((sum, second) => sum + shareOf(measure.measure, second), 0) / seconds.length;
  }
  const due = dueOf(tally);
  return due > 0 ? shareOf(measure.measure, { due, ok: tally.outcomes.ok, degraded: tally.degraded, shed: tally.shed }) : null;
}

function shareOf(measure: Extract<Measure, { kind: 'share' }>['measure'], { due, ok, degraded, shed }: SecondCount): number {
  if (measure === 'error rate') return 1 - ok / due;
  if (measure === 'availability') return ok / due;
  return (measure === 'degraded rate' ? degraded : shed) / due;
}

/** Samples under which a percentile is an anecdote: one beyond it must be expected (p99: 100, p95: 20, p90: 10). */
export function samplesFor(quantile: number): number {
  return Math.ceil(1 / (1 - quantile) - 1e-6);
}

/**
 * Requests without which a bound can't be shown to hold: fewer than 1 / slack can't show a share that small.
 * A bound of exactly nothing (or everything) asks for one request.
 */
export function requestsToShow(measure: Measure): number {
  if (measure.kind === 'percentile') return samplesFor(measure.quantile);
  if (measure.kind === 'rate') return 0;
  const slack = measure.is.startsWith('<') ? measure.bound : 1 - measure.bound;
  return slack > 0 ? Math.ceil(1 / slack - 1e-6) : 1;
}

export function boundOf(measure: Measure): number {
  return measure.kind === 'percentile' ? measure.boundMs : measure.kind === 'share' ? measure.bound : measure.perSecond;
}

export function compares(value: number, is: Comparison, bound: number): boolean {
  if (is === '<') return value < bound;
  if (is === '<=') return value <= bound;
  return is === '>' ? value > bound : value >= bound;
}

/** The value with its unit: `212 ms`, `0.4 %`, `431/s`. */
export function formatMeasured(measure: Measure, value: number): string {
  return measure.kind === 'percentile' ? formatMs(value) : measure.kind === 'share' ? formatShare(value) : formatRate(value);
}
