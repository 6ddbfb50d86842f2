/** The table of journeys on a terminal. */
import type { Analysis } from '../analysis/analysis.ts';
import { wrap } from './columns.ts';
import { count, failedAtText, msOrDash, shareOrDash } from './figures.ts';
import { said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

const head = ['journey', 'started', 'completed', 'failed', 'cancelled', 'p50', 'p95', 'p99'];

/** A head and one line a journey; then where the failed ones failed. */
export function journeyLines({ journeys }: Analysis, width: number): Line[] {
  if (journeys.length === 0) return [];
  const rows = journeys.map(({ name, started, completionRate, failed, cancelled, durationMs }) => [
    said(name),
    count(started),
    shareOrDash(completionRate),
    count(failed),
    count(cancelled),
    msOrDash(durationMs.p50),
    msOrDash(durationMs.p95),
    msOrDash(durationMs.p99),
  ]);
  const [headLine = '', ...lines] = plainTable(head, rows, width);
  const failures = journeys
    .filter(({ failed }) => failed > 0)
    .flatMap((journey) => wrap(`– ${said(journey.name)} failed at ${said(failedAtText(journey))}`, width - 2));
  return [[styled('dim', headLine)], ...lines.map((line): Line => [line]), ...failures.map((text): Line => [styled('dim', `  ${text}`)])];
}
