/** Repetitions in words and numbers, said the same way by every report of them. */
import { formatMs, formatRate, formatShare } from '../units.ts';
import type { RepeatedFault, RepeatedMeasure, RepeatedRecovery, Repeats } from '../analysis/repeats/repeats.ts';
import type { Spread } from '../analysis/repeats/spread.ts';
import { count, counted, unknown } from './figures.ts';

/** Rows of one table: what, median, range, n. */
export interface SpreadRow {
  readonly what: string;
  readonly median: string;
  readonly range: string;
  readonly n: string;
  /** What to know of it, or empty. */
  readonly note: string;
}

type Unit = RepeatedMeasure['unit'];

function valueText(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 's':
      return formatMs(value * 1_000);
    case 'share':
      return formatShare(value);
    case '/s':
      return formatRate(value);
    case 'count':
      return count(value);
  }
}

/** `1.03 s`; `> 5.5 s` where too many had not come when their watch ended. */
export function medianText({ median, medianAtLeast }: Spread, unit: Unit): string {
  if (median !== null) return valueText(median, unit);
  return medianAtLeast === null ? unknown : `> ${valueText(medianAtLeast, unit)}`;
}

/** `120 ms to 1.92 s`, `120 ms to > 42 s`. */
export function rangeText({ n, censored, min, max, maxAtLeast }: Spread, unit: Unit): string {
  if (n === 0) return unknown;
  const most = max === null ? `> ${maxAtLeast === null ? 'the watch' : valueText(maxAtLeast, unit)}` : valueText(max, unit);
  return min === null ? most : n === 1 && censored === 0 ? most : `${valueText(min, unit)} to ${most}`;
}

/** Of the whole run; what no run says has no row. */
export function runRows({ measures }: Repeats): SpreadRow[] {
  return measures.filter(({ n }) => n > 0).map(measureRow);
}

/** Recovery first, of the worst route of each run. */
export function faultRows(fault: RepeatedFault): SpreadRow[] {
  return [recoveryRow(fault.recovery), ...fault.measures.filter(({ n }) => n > 0).map(measureRow)];
}

/** Where there is more than one route. */
export function routeRows({ perRoute }: RepeatedFault): SpreadRow[] {
  return perRoute.length > 1 ? perRoute.map(recoveryRow) : [];
}

function measureRow({ what, unit, ...spread }: RepeatedMeasure): SpreadRow {
  const { n, censored } = spread;
  return { what, median: medianText(spread, unit), range: rangeText(spread, unit), n: String(n), note: censored > 0 ? 'at least' : '' };
}

export function recoveryRow({ scope, statuses, notRecovered, recoveryMs }: RepeatedRecovery): SpreadRow {
  const all = Object.values(statuses).reduce((sum, times) => sum + times, 0);
  const notes = [
    notRecovered > 0 ? `${notRecovered} of ${all} did not recover${statuses.relapsed > 0 ? ` (${statuses.relapsed} relapsed)` : ''}` : '',
    statuses['recovered-before-clear'] > 0 ? `${statuses['recovered-before-clear']} good before the clear` : '',
    statuses['never-degraded'] > 0 ? `${statuses['never-degraded']} never degraded` : '',
    statuses['insufficient-data'] > 0 ? `${statuses['insufficient-data']} with too little data` : '',
  ];
  return {
    what: scope === null ? 'recovered after' : scope,
    median: medianText(recoveryMs, 'ms'),
    range: rangeText(recoveryMs, 'ms'),
    n: String(recoveryMs.n),
    note: notes.filter((note) => note !== '').join(', '),
  };
}

/** `cleared at moments spread over 2 s, the wait of its breaker`; null where it was not dithered. */
export function ditherText({ dither }: RepeatedFault): string | null {
  if (dither === null) return null;
  const over = `cleared at moments spread over ${formatMs(dither.overMs)}`;
  if (dither.waitMs === null) return `${over}; no wait of a breaker is known`;
  return dither.overMs === dither.waitMs ? `${over}, the wait of its breaker` : `${over}; its breaker waits ${formatMs(dither.waitMs)}`;
}

/** `5 of 5 held`, `3 of 5 held, 1 breached, 1 inconclusive`. */
export function heldText({ held, breached, inconclusive, of }: Repeats['objectives'][number]): string {
  const others = [breached > 0 ? `, ${breached} breached` : '', inconclusive > 0 ? `, ${inconclusive} inconclusive` : ''];
  return `${held} of ${of} held${others.join('')}`;
}

export function objectiveVerdict({ held, breached, of }: Repeats['objectives'][number]): 'held' | 'breached' | 'inconclusive' {
  return breached > 0 ? 'breached' : held === of ? 'held' : 'inconclusive';
}

/** `5 repetitions`, `3 of 5 repetitions`. */
export function howMany({ runs, planned }: Repeats): string {
  return runs.length === planned ? counted(planned, 'repetition') : `${runs.length} of ${counted(planned, 'repetition')}`;
}

/** What is not in the figures, a sentence each. */
export function outText({ runs, faults }: Repeats): string[] {
  const sound = runs.filter(({ leftOut }) => leftOut === null).length;
  return [
    ...runs.flatMap(({ number, leftOut }) => (leftOut === null ? [] : [`repeat ${number} is not in the figures: ${leftOut}`])),
    ...faults.flatMap(({ id, verified }) =>
      verified < sound ? [`${id} bit in ${verified} of ${counted(sound, 'run')}: its figures are of these`] : [],
    ),
  ];
}

/** Below every table of recovery times. */
export const spreadMeaning =
  'Median and range over the runs. What had not recovered when its watch ended counts as later than that (Kaplan and Meier); good before the clear counts as 0.';
