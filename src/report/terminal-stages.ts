/** The table of stages on a terminal. */
import type { Analysis, Percentiles } from '../analysis/analysis.ts';
import { count, msOrDash, rateOrDash, shareOrDash, whyUnknown } from './figures.ts';
import { said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

const head = ['stage', 'offered', 'served', 'p50', 'p95', 'p99', 'errors', 'degraded'];
/** A head and one line a stage, with the whole run last; then why a percentile is missing, where one is. */
export function stageLines(analysis: Analysis, width: number): Line[] {
  if (analysis.stages.length === 0) return [];
  const rows = analysis.stages.map((stage) => row(stage.name, stage.offeredPerSecond, stage, stage.errorRate));
  const seconds = Math.max(0, ...analysis.stages.map(({ endMs }) => endMs)) / 1_000;
  const { totals } = analysis;
  if (rows.length > 1) rows.push(row('whole run', seconds > 0 ? totals.intended / seconds : null, totals, totals.errorRate.byRequest));
  const [headLine = '', ...lines] = plainTable(head, rows, width);
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
