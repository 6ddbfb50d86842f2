/** The table of stages on a terminal. */
import type { Analysis, Percentiles } from '../analysis/analysis.ts';
import { displayWidth, wrap } from './columns.ts';
import { count, msOrDash, rateOrDash, shareOrDash, whyUnknown } from './figures.ts';
import { anyShed, neverReached, reachedStages } from './stage-figures.ts';
import { said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

type Row = Pick<
  Analysis['stages'][number],
  'name' | 'offeredPerSecond' | 'goodputPerSecond' | 'responseMs' | 'errorRate' | 'degraded' | 'shed'
>;

const head = ['stage', 'offered', 'served', 'p50', 'p95', 'p99', 'errors', 'degraded'];

/** A head and one line a stage, with the whole run last; then why a percentile is missing, where one is, and what was never reached. */
export function stageLines(analysis: Analysis, width: number): Line[] {
  if (analysis.stages.length === 0) return [];
  const { totals } = analysis;
  const rows: Row[] = reachedStages(analysis);
  if (analysis.stages.length > 1) rows.push({ ...totals, name: 'whole run', errorRate: totals.errorRate.byRequest });
  const { lines: table, shed } = tableOf(rows, width);
  const [headLine = '', ...lines] = table;
  const why = new Set(rows.map(({ responseMs }) => missing(responseMs)));
  const below = [...shed, ...why, neverReached(analysis)].filter((text) => text !== null);
  return [
    [styled('dim', headLine)],
    ...lines.map((line): Line => [line]),
    ...below.flatMap((text) =>
      wrap(said(text), width - 4).map((part, index): Line => [styled('dim', `${index === 0 ? '  – ' : '    '}${part}`)]),
    ),
  ];
}

/** What was shed has a column where anything was, or a line below where the screen has no room for it. */
function tableOf(rows: readonly Row[], width: number): { lines: string[]; shed: string[] } {
  const cells = rows.map(cellsOf);
  if (!anyShed(rows)) return { lines: plainTable(head, cells, width), shed: [] };
  const lines = plainTable(
    [...head, 'shed'],
    rows.map((row, at) => [...(cells[at] as string[]), count(row.shed)]),
    width,
  );
  if (lines.every((line) => displayWidth(line) <= width)) return { lines, shed: [] };
  const said = rows.filter(({ shed }) => shed > 0).map(({ name, shed }) => `${name} ${count(shed)}`);
  return { lines: plainTable(head, cells, width), shed: [`shed: ${said.join(', ')}`] };
}

function cellsOf({ name, offeredPerSecond, goodputPerSecond, responseMs, errorRate, degraded }: Row): string[] {
  const { p50, p95, p99 } = responseMs;
  return [
    said(name),
    rateOrDash(offeredPerSecond),
    rateOrDash(goodputPerSecond),
    msOrDash(p50),
    msOrDash(p95),
    msOrDash(p99),
    shareOrDash(errorRate),
    count(degraded),
  ];
}

function missing(percentiles: Percentiles): string | null {
  return whyUnknown(percentiles, 'p50') ?? whyUnknown(percentiles, 'p95') ?? whyUnknown(percentiles, 'p99');
}
