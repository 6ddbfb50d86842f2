/** The table of stages on a terminal. */
import Table from 'cli-table3';
import type { Analysis, Percentiles } from '../analysis/analysis.ts';
import { displayWidth, fit } from './columns.ts';
import { count, msOrDash, rateOrDash, shareOrDash, whyUnknown } from './figures.ts';
import { said, styled } from './styled.ts';
import type { Line } from './styled.ts';

const head = ['stage', 'offered', 'served', 'p50', 'p95', 'p99', 'errors', 'degraded'];
const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A head and one line a stage, with the whole run last; then why a percentile is missing, where one is. */
export function stageLines(analysis: Analysis, width: number): Line[] {
  if (analysis.stages.length === 0) return [];
  const rows = analysis.stages.map((stage) => row(stage.name, stage.offeredPerSecond, stage, stage.errorRate));
  const seconds = Math.max(0, ...analysis.stages.map(({ endMs }) => endMs)) / 1_000;
  const { totals } = analysis;
  if (rows.length > 1) rows.push(row('whole run', seconds > 0 ? totals.intended / seconds : null, totals, totals.errorRate.byRequest));
  const others = Math.max(...[head, ...rows].map((cells) => cells.slice(1).reduce((sum, cell) => sum + displayWidth(cell), 0)));
  const widest = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => displayWidth(cells[column] ?? ''))));
  const taken = widest.slice(1).reduce((sum, columns) => sum + columns, 0) + 2 * head.length;
  const nameRoom = Math.max(8, width - Math.max(taken, others + 2 * head.length));
  // Styles are emptied because the table would colour itself, in pipes too.
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    head,
    colAligns: ['left', ...head.slice(1).map(() => 'right' as const)],
  });
  for (const cells of rows) table.push([fit(cells[0] ?? '', nameRoom), ...cells.slice(1)]);
  const [headLine = '', ...lines] = table.toString().split('\n');
  const why = [
    ...new Set(
      [...analysis.stages.map(({ responseMs }) => missing(responseMs)), missing(totals.responseMs)].filter((reason) => reason !== null),
    ),
  ];
  return [[styled('dim', headLine)], ...lines.map((line): Line => [line]), ...why.map((reason): Line => [styled('dim', `  – ${reason}`)])];
}

function row(
  name: string,
  offered: number | null,
  of: { goodputPerSecond: number | null; responseMs: Percentiles; degraded: number },
  errorRate: number | null,
): string[] {
  const { p50, p95, p99 } = of.responseMs;
  return [
    said(name),
    rateOrDash(offered),
    rateOrDash(of.goodputPerSecond),
    msOrDash(p50),
    msOrDash(p95),
    msOrDash(p99),
    shareOrDash(errorRate),
    count(of.degraded),
  ];
}

function missing(percentiles: Percentiles): string | null {
  return whyUnknown(percentiles, 'p50') ?? whyUnknown(percentiles, 'p95') ?? whyUnknown(percentiles, 'p99');
}
