/** repeats.md: several repetitions of one scenario, for a pull request or a job's summary page. */
import type { RepeatedFault, Repeats } from '../analysis/repeats/repeats.ts';
import { formatMs } from '../units.ts';
import { escapeMarkdown as md } from './escape.ts';
import { recoveryText, unknown } from './figures.ts';
import { markdownTable } from './markdown-table.ts';
import {
  ditherText,
  faultRows,
  heldText,
  howMany,
  objectiveVerdict,
  outText,
  routeRows,
  runRows,
  spreadMeaning,
  type SpreadRow,
} from './repeats-figures.ts';
import { verdictMark, verdictWord } from './verdict.ts';

export function renderRepeatsMarkdown(repeats: Repeats): string {
  const { scenario, exitCode, planHash } = repeats;
  const blocks = [
    `## ${howMany(repeats)} of ${md(scenario.name)}: exit code ${exitCode}`,
    `${md(scenario.title)} · ${md(scenario.target)} · plan \`${planHash.slice(0, 12)}\``,
    objectives(repeats),
    ...repeats.faults.map(faultSection),
    rowsTable('### Whole run', runRows(repeats)),
    outText(repeats)
      .map((text) => `- ${md(text)}`)
      .join('\n'),
    runs(repeats),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function objectives({ objectives: all }: Repeats): string {
  if (all.length === 0) return '';
  const rows = all.map((objective) => [verdictMark(objectiveVerdict(objective)), md(objective.text), heldText(objective)]);
  return `### Objectives\n\n${markdownTable(['', 'objective', 'held in'], rows)}`;
}

function faultSection(fault: RepeatedFault): string {
  const dither = ditherText(fault);
  return [
    rowsTable(`### Fault ${md(fault.id)}`, faultRows(fault)),
    rowsTable('Recovered after, by route:', routeRows(fault)),
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

function runs({ runs: all }: Repeats): string {
  const rows = all.map((run) => [
    `[${run.number}](../${encodeURIComponent(run.id)}/report.md)`,
    `${verdictMark(run.verdict)} ${verdictWord(run.verdict)}`,
    String(run.exitCode),
    run.faults.map(faultInRun).map(md).join('<br>') || unknown,
  ]);
  return `### Runs\n\n${markdownTable(['', 'verdict', 'exit', 'recovered after'], rows)}`;
}

/** `payments-slow: 1.2 s, cleared 730 ms earlier`. */
export function faultInRun({ id, status, recoveryMs, censoredAtMs, earlierMs }: Repeats['runs'][number]['faults'][number]): string {
  const how = status === null ? 'no answer' : recoveryText({ status, recoveryMs, censoredAtMs, uncertaintyMs: null, relapses: 0 });
  return `${id}: ${how}${earlierMs === null ? '' : `, cleared ${formatMs(earlierMs)} earlier`}`;
}
