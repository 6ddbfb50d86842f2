/** Two sides of runs on a terminal or in Markdown: what is claimed first, then every metric with its difference. */
import { differenceText, percentText, valueText } from '../analysis/compare/change-text.ts';
import type { MetricOfSides, Sides } from '../analysis/compare/compare-runs.ts';
import { fingerprintText } from '../analysis/compare/like.ts';
import { wrap } from './columns.ts';
import { escapeMarkdown as md } from './escape.ts';
import { unknown } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import { paint, said, styled, type Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';
import type { Tone } from './verdict.ts';

export function renderSides(sides: Sides, options: { readonly color: boolean; readonly width: number }): string {
  const width = Math.max(40, options.width);
  const [word, tone] = headline(sides);
  const [head = '', ...rows] = plainTable(columns, sides.metrics.map(cellsOf), width);
  const lines: Line[] = [
    [styled(tone, word), '  ', styled('bold', said(sides.scenario)), `  ${sides.b.runs.length} against ${sides.a.runs.length}`],
    ...wrap(`${sides.reason}.`, width - 2).map((text): Line => [`  ${text}`]),
    [],
    [styled('dim', head)],
    ...rows.map((row, index): Line => [styled(toneOf(sides.metrics[index]), row)]),
    [],
    ...facts(sides).flatMap(([name, text]) =>
      wrap(said(text), width - 9).map((part, index): Line => [`  ${(index === 0 ? name : '').padEnd(7)}${part}`]),
    ),
  ];
  return paint(lines, { width, color: options.color }).join('\n');
}

export function renderSidesMarkdown(sides: Sides): string {
  const [word] = headline(sides);
  return [
    `## ${word}: ${md(sides.scenario)}`,
    `**${md(sides.reason)}.**`,
    markdownTable(
      columns,
      sides.metrics.map((metric) => cellsOf(metric).map(md)),
      1,
    ),
    facts(sides)
      .map(([name, text]) => `- ${name}: ${md(text)}`)
      .join('\n'),
  ].join('\n\n');
}

function headline({ worse, better, conclusive }: Sides): [string, Tone] {
  if (worse.length > 0) return ['WORSE', 'bad'];
  if (!conclusive) return ['NOTHING CLAIMED', 'unsure'];
  return better.length > 0 ? ['BETTER', 'good'] : ['NO DIFFERENCE SHOWN', 'plain'];
}

function facts(sides: Sides): [string, string][] {
  return [
    ['a', `${sides.a.runs.join(', ')}; ${fingerprintText(sides.a.fingerprint)}`],
    ['b', `${sides.b.runs.join(', ')}; ${fingerprintText(sides.b.fingerprint)}`],
    ...sides.notes.map((note): [string, string] => ['note', note]),
  ];
}

const columns = ['metric', 'a', 'b', 'change', '95 % interval', 'p (Holm)', 'verdict'];

function cellsOf(metric: MetricOfSides): string[] {
  const { unit, difference, ratio, shiftInterval, adjusted, verdict, reason } = metric;
  const relative = ratio === null || unit === 'share' || unit === 'count' ? '' : ` (${percentText(ratio - 1)})`;
  return [
    metric.metric,
    sideText(metric.a, unit),
    sideText(metric.b, unit),
    difference === null ? unknown : `${differenceText(difference, unit)}${relative}`,
    shiftInterval === null ? unknown : shiftInterval.map((end) => differenceText(end, unit)).join(' to '),
    adjusted === null ? unknown : adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3),
    verdict === 'not tested' && reason !== null && reason !== 'too few runs' ? reason : verdict,
  ];
}

function sideText({ n, median, notRecovered }: MetricOfSides['a'], unit: MetricOfSides['unit']): string {
  const never = notRecovered === 0 ? '' : `${notRecovered} of ${n} not recovered`;
  if (median === null) return never === '' ? unknown : never;
  return never === '' ? valueText(median, unit) : `${valueText(median, unit)}, ${never}`;
}

function toneOf(metric: MetricOfSides | undefined): Tone {
  return metric?.verdict === 'worse' ? 'bad' : metric?.verdict === 'better' ? 'good' : 'plain';
}
