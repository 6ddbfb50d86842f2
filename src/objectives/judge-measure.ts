/** Percentiles, shares and rates against their bounds, over a time or over every window of it. */
import { formatMs, formatShare } from '../units.ts';
import { boundOf, compares, formatMeasured, measuredValue, requestsToShow } from './measured-value.ts';
import { inconclusive, isMissing, type Judgement, type Measures, type TallyWindow } from './measures.ts';
import type { Measure } from './objective.ts';
import { surelyBeyond } from './surely-beyond.ts';
import { dueOf, type Tally } from './tally.ts';

/** What is asked of the run. */
export type Tallies = Pick<Measures, 'tally' | 'windows'>;

export function judgeMeasure(measure: Measure, measures: Tallies): Judgement {
  if (measure.windowMs !== undefined) return judgeWindows(measure, measure.windowMs, measures);
  const tally = measures.tally(measure.of, measure.during);
  return isMissing(tally) ? inconclusive(wantedOf(measure), tally.missing) : judgeTally(measure, tally);
}

/** The same against a tally in hand. */
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

/** Every window must hold; the worst one is told. One with too few requests shows nothing, unless it is surely beyond the bound. */
function judgeWindows(measure: Measure, windowMs: number, measures: Tallies): Judgement {
  const wanted = wantedOf(measure);
  const windows = measures.windows(measure.of, measure.during, windowMs);
  if (isMissing(windows)) return inconclusive(wanted, windows.missing);
  // The mean over seconds is one over whole seconds, where there is a window of such.
  const whole = isByTime(measure) ? sweep(measure, windows, ({ fromMs }) => Number.isInteger(fromMs / 1_000)) : null;
  const { worst, judged, skipped, doubtful, cut } = whole !== null && whole.judged > 0 ? whole : sweep(measure, windows, () => true);
  const needed = requestsToShow(measure);
  if (!worst) return inconclusive(wanted, cut ?? `no window of ${formatMs(windowMs)} has the ${needed} requests that it takes to know`);
  const { judgement, fromMs } = worst;
  const actual = `${judgement.actual}, worst from ${formatMs(fromMs)} to ${formatMs(fromMs + windowMs)}`;
  if (judgement.verdict === 'breached') return { ...judgement, actual };
  if (cut !== null) return inconclusive(wanted, cut, actual);
  const reason = skipped === 0 ? null : `${skipped} of ${judged + skipped} windows have fewer than ${needed} requests and were not judged`;
  if (doubtful > 0) return inconclusive(wanted, `${reason ?? ''}, ${doubtful} of them beyond the bound`, actual);
  return { ...judgement, actual, reason };
}

interface Sweep {
  worst: { readonly fromMs: number; readonly judgement: Judgement; readonly badness: readonly number[] } | null;
  judged: number;
  /** Had too few requests. */
  skipped: number;
  /** Of these, were beyond the bound as far as they went. */
  doubtful: number;
  cut: string | null;
}

function sweep(measure: Measure, windows: Iterable<TallyWindow>, counts: (window: TallyWindow) => boolean): Sweep {
  const found: Sweep = { worst: null, judged: 0, skipped: 0, doubtful: 0, cut: null };
  const needed = requestsToShow(measure);
  for (const window of windows) {
    const { tally, fromMs } = window;
    found.cut = tally.cut;
    if (!counts(window)) continue;
    if (dueOf(tally) < needed && !surelyBeyond(measure, tally)) {
      found.skipped += 1;
      if (isBeyondAsFarAsItGoes(measure, tally)) found.doubtful += 1;
      continue;
    }
    found.judged += 1;
    const badness = badnessOf(measure, tally);
    if (found.worst !== null && !isWorse(badness, found.worst.badness)) continue;
    found.worst = { fromMs, badness, judgement: judgeTally(measure, { ...tally, cut: null }) };
  }
  return found;
}

function isBeyondAsFarAsItGoes(measure: Measure, tally: Tally): boolean {
  if (dueOf(tally) === 0) return false;
  if (measure.kind === 'percentile' && measure.is.startsWith('<') && tooManyFailed(measure.quantile, tally) !== null) return true;
  const value = measuredValue(measure, tally);
  return value !== null && !compares(value, measure.is, boundOf(measure));
}

/** What makes one window worse than another: failures beyond what a percentile leaves out, then the value in the direction of its bound. */
function badnessOf(measure: Measure, tally: Tally): readonly number[] {
  const below = measure.is.startsWith('<');
  const failed = measure.kind === 'percentile' && below ? (tooManyFailed(measure.quantile, tally) ?? 0) : 0;
  const value = measuredValue(measure, tally) ?? 0;
  return [failed, below ? value : -value];
}

function isWorse(a: readonly number[], b: readonly number[]): boolean {
  const first = a.findIndex((value, i) => value !== b[i]);
  return first >= 0 && (a[first] as number) > (b[first] as number);
}

function isByTime(measure: Measure): boolean {
  return measure.kind === 'share' && measure.weight === 'time';
}

/** The share that failed or was dropped, where it is larger than the percentile leaves out. */
function tooManyFailed(quantile: number, tally: Tally): number | null {
  const failed = 1 - tally.outcomes.ok / Math.max(1, dueOf(tally));
  return failed > 1 - quantile + 1e-12 ? failed : null;
}

export function wantedOf(measure: Measure): string {
  const windows = measure.windowMs === undefined ? '' : ` over any ${formatMs(measure.windowMs)}`;
  return `${measure.is} ${formatMeasured(measure, boundOf(measure))}${windows}`;
}

function name(measure: Measure): string {
  return measure.kind === 'percentile' ? `p${Number((measure.quantile * 100).toPrecision(8))}` : measure.measure;
}
