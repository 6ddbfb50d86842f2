/** How a run stands against those before it, and what its faults cost, on a terminal. */
import type { Analysis } from '../analysis/analysis.ts';
import { againstText, controlTexts, costHead, costMeaning, costRows, notableChanges } from './against-figures.ts';
import { wrap } from './columns.ts';
import { said, styled, type Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

const gutter = 13;

export function againstLines({ comparison }: Analysis, width: number): Line[] {
  if (comparison === null) return [];
  const head = wrap(said(againstText(comparison)), width - gutter).map((text, index): Line => [
    (index === 0 ? '  against' : '').padEnd(gutter),
    text,
  ]);
  const changes = notableChanges(comparison).flatMap(({ metric, text, tone }) =>
    wrap(said(`${tone === 'bad' ? '✗ worse' : '✓ better'}: ${metric} ${text}`), width - gutter).map((part): Line => [
      ' '.repeat(gutter),
      styled(tone, part),
    ]),
  );
  return [...head, ...changes];
}

export function costLines({ control }: Analysis, width: number): Line[] {
  if (control === null) return [];
  const rows = costRows(control);
  const [head = '', ...lines] = plainTable(
    costHead,
    rows.map(({ cells }) => cells.map(said)),
    width,
    2,
  );
  const below = [...controlTexts(control).map((text) => `control ${text}`), costMeaning];
  return [
    [styled('dim', head)],
    ...lines.map((line, index): Line => [styled(rows[index]?.tone ?? 'plain', line)]),
    ...below.flatMap((text) => wrap(said(`– ${text}`), width - 2)).map((text): Line => [styled('dim', `  ${text}`)]),
  ];
}
