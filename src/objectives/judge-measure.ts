/** Percentiles, shares and rates against their bounds. */
import { formatShare } from '../units.ts';
import { boundOf, compares, formatMeasured, measuredValue, requestsToShow, type Measure } from './measured-value.ts';
import { inconclusive, isMissing, type Judgement, type Measures } from './measures.ts';
import { dueOf, type Tally } from './tally.ts';

export function judgeMeasure(measure: Measure, measures: Measures): Judgement {
  const tally = measures.tally(measure.of, measure.during);
  return isMissing(tally) ? inconclusive(wantedOf(measure), tally.missing) : judgeTally(measure, tally);
}

/** The same against a tally in hand: what the baseline gate has. */
export function judgeTally(measure: Measure, tally: Tally): Judgement {
  const wanted = wantedOf(measure);
  const due = dueOf(tally);
  const value = measuredValue(measure, tally);
  if (measure.kind !== 'rate' && due === 0) return inconclusive(wanted, tally.cut ?? 'no requests in that time');
  const needed = requestsToShow(measure);
  const leftOut = measure.kind === 'percentile' ? tooManyFailed(measure.quantile, tally) : null;
  if (measure.kind === 'percentile' && due < needed) return inconclusive(wanted, `${due} requests, it takes ${needed} to know`, null);
  if (leftOut !== null && measure.is.startsWith('<')) {
    const of = value === null ? 'none was ok' : `${formatMeasured(measure, value)} over the ok ones`;
    return {
      verdict: 'breached',
      actual: `${formatShare(leftOut)} failed (${of}, n ${tally.okTimes.count})`,
      wanted,
      reason: `more failed than ${name(measure)} leaves out: a fast refusal is not a fast answer`,
    };
  }
  if (value === null) return inconclusive(wanted, tally.cut ?? 'nothing was measured');
  const n = measure.kind === 'rate' ? '' : `, n ${measure.kind === 'percentile' ? tally.okTimes.count : due}`;
  const actual = `${formatMeasured(measure, value)}${n}`;
  if (!compares(value, measure.is, boundOf(measure))) return { verdict: 'breached', actual, wanted, reason: null };
  if (due < needed)
    return inconclusive(wanted, `${due} requests can't show ${formatMeasured(measure, boundOf(measure))}: it takes ${needed}`, actual);
  return tally.cut === null ? { verdict: 'held', actual, wanted, reason: null } : inconclusive(wanted, tally.cut, actual);
}

/** The share that failed or was dropped, where it is larger than the percentile leaves out. */
function tooManyFailed(quantile: number, tally: Tally): number | null {
  const failed = 1 - tally.outcomes.ok / Math.max(1, dueOf(tally));
  return failed > 1 - quantile + 1e-12 ? failed : null;
}

export function wantedOf(measure: Measure): string {
  return `${measure.is} ${formatMeasured(measure, boundOf(measure))}`;
}

function name(measure: Measure): string {
  return measure.kind === 'percentile' ? `p${Number((measure.quantile * 100).toPrecision(8))}` : measure.measure;
}
