/** The table of recovery on a terminal: one line a route and journey of each fault that had an effect on one. */
import type { Analysis } from '../analysis/analysis.ts';
import { recoveryFigures, type ScopeFigures } from './recovery-figures.ts';
import { said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { displayWidth } from './columns.ts';
import { plainTable } from './terminal-table.ts';

type Column = readonly [head: string, of: (one: ScopeFigures) => string];

/** As many from the first on as there is room for. */
const columns: readonly Column[] = [
  ['recovered', (one) => one.recovered.replace('before its removal', 'before removal')],
  ['change point', (one) => one.changePoint],
  ['lost', (one) => one.lost],
  ['by time', (one) => one.byTime],
  ['by request', (one) => one.byRequest],
  ['mitigated', (one) => one.mitigated],
  ['breaker waits', (one) => one.wait],
];

/** Not where one scope alone was judged: its fault has said it all. */
export function recoveryLines({ recovery }: Analysis, width: number): Line[] {
  const shown = recovery.filter(({ perRoute, status }) => perRoute.length > 1 && status !== 'never-degraded');
  if (shown.length === 0) return [];
  const figures = recoveryFigures({ recovery: shown });
  const several = shown.length > 1;
  const tableOf = (some: readonly Column[]): string[] =>
    plainTable(
      [several ? 'recovery of' : `recovery, ${said(shown[0]?.fault ?? '')}`, ...some.map(([head]) => head)],
      figures.map((one) => [said(several ? `${one.scope}, ${one.fault}` : one.scope), ...some.map(([, of]) => said(of(one)))]),
      width,
    );
  let fitting = columns.length;
  while (fitting > 1 && tableOf(columns.slice(0, fitting)).some((line) => displayWidth(line) > width)) fitting -= 1;
  const [headLine = '', ...lines] = tableOf(columns.slice(0, fitting));
  return [[styled('dim', headLine)], ...lines.map((line): Line => [line])];
}
