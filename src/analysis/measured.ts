/** Bins added up into what tables show: counts, rates, percentiles. */
import type { Analysis, Percentiles } from './analysis.ts';
import { Histogram } from '../events/histogram.ts';
import { samplesFor } from '../objectives/measured-value.ts';
import { addOutcomes, noOutcomes } from '../objectives/tally.ts';
import type { SummedRouteBin } from './load-table.ts';

type Measured = Omit<Analysis['routes'][number], 'name' | 'journeys' | 'redirects'>;

/**
 * Rates are of what was intended from `fromMs` to `untilMs`, the time in which its load was offered, though the counts
 * are of all: journeys come to later steps after the last stage. Without any time there are none.
 */
export function measure(bins: Iterable<SummedRouteBin>, fromMs: number, untilMs: number): Measured {
  const seconds = (untilMs - fromMs) / 1_000;
  const outcomes = noOutcomes();
  const [ok, all, service] = [new Histogram(), new Histogram(), new Histogram()];
  let [intended, degraded, shed] = [0, 0, 0];
  let [offered, served] = [0, 0];
  for (const bin of bins) {
    if (bin.atMs < untilMs) {
      offered += bin.intended;
      served += bin.outcomes.ok;
    }
    intended += bin.intended;
    degraded += bin.degraded;
    shed += bin.shed;
    addOutcomes(outcomes, bin.outcomes);
    ok.add(bin.okTimes);
    all.add(bin.failedTimes);
    service.add(bin.serviceTimes);
  }
  all.merge(ok);
  const due = intended - outcomes.cancelled;
  return {
    intended,
    outcomes,
    degraded,
    shed,
    errorRate: due > 0 ? 1 - outcomes.ok / due : null,
    offeredPerSecond: seconds > 0 ? offered / seconds : null,
    goodputPerSecond: seconds > 0 ? served / seconds : null,
    responseMs: percentilesOf(all),
    responseOkMs: percentilesOf(ok),
    serviceMs: percentilesOf(service),
  };
}

/** A percentile that too few samples reach beyond is null. */
export function percentilesOf(times: Histogram): Percentiles {
  const shown = (quantile: number): number | null => (times.count >= samplesFor(quantile) ? times.quantileMs(quantile) : null);
  return { n: times.count, p50: times.quantileMs(0.5), p90: shown(0.9), p95: shown(0.95), p99: shown(0.99), max: times.maxMs() };
}
