/** repeats.md: several repetitions of one scenario, for a pull request or a job's summary page. */
import type { Repeats } from '../analysis/repeats/repeats.ts';
import { escapeMarkdown as md } from './escape.ts';
import { unknown } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import { howMany, spreadMeaning, type SpreadRow } from './repeats-figures.ts';
import { repeatsParts, type RepeatsParts } from './repeats-parts.ts';

export function renderRepeatsMarkdown(repeats: Repeats): string {
  const { scenario, planHash } = repeats;
  const { verdict, ...parts } = repeatsParts(repeats);
  const blocks = [
    `## ${verdict.mark} ${verdict.word}: ${howMany(repeats)} of ${md(scenario.name)}`,
    `**${verdict.reason}**; ${verdict.summary}.`,
    `${md(scenario.title)} · ${md(scenario.target)} · plan \`${planHash.slice(0, 12)}\``,
    objectives(parts),
    ...parts.faults.map(faultSection),
    rowsTable('### Whole run', parts.run),
    parts.out.map((text) => `- ${md(text)}`).join('\n'),
    runs(parts),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function objectives({ objectives: all }: Pick<RepeatsParts, 'objectives'>): string {
  if (all.length === 0) return '';
  const rows = all.map(({ mark, text, held }) => [mark, md(text), held]);
  return `### Objectives\n\n${markdownTable(['', 'objective', 'held in'], rows)}`;
}

function faultSection({ id, dither, rows, routes }: RepeatsParts['faults'][number]): string {
  return [
    rowsTable(`### Fault ${md(id)}`, rows),
    rowsTable('Recovered after, by route:', routes),
    `${dither === null ? '' : `${md(dither.charAt(0).toUpperCase() + dither.slice(1))}. `}${spreadMeaning}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function rowsTable(title: string, rows: readonly SpreadRow[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map(({ what, note, median, range, n }) => [md(what), md(note), median, range, n]);
  return `${title}\n\n${markdownTable(['', '', 'median', 'range', 'n'], cells, 2)}`;
}

function runs({ runs: all }: Pick<RepeatsParts, 'runs'>): string {
  const rows = all.map(({ number, folder, mark, word, exitCode, recovered }) => [
    `[${number}](${folder}/report.md)`,
    `${mark} ${word}`,
    String(exitCode),
    recovered.map(md).join('<br>') || unknown,
  ]);
  return `### Runs\n\n${markdownTable(['', 'verdict', 'exit', 'recovered after'], rows)}`;
}
