/** The end of a run on a terminal: verdict first, then why, then the figures; at home in 80 columns and without colour. */
import { dirname } from 'node:path';
import type { Analysis } from '../analysis/analysis.ts';
import { displayWidth, layoutWidth, pad, wrap } from './columns.ts';
import { aptFigures, movedText, whatItDid } from './fault-figures.ts';
import { nextStep } from './next.ts';
import { paint, said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { againstLines, costLines } from './terminal-against.ts';
import { breakerLines, connectionLines, errorLines, generatorLines, orderLines } from './terminal-evidence.ts';
import { journeyLines } from './terminal-journeys.ts';
import { recoveryLines } from './terminal-recovery.ts';
import { traceLines } from './terminal-samples.ts';
import { stageLines } from './terminal-stages.ts';
import { watchedLines } from './terminal-watched.ts';
import { runFacts, verdictMark, verdictTone, verdictWord } from './verdict.ts';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; below 40 it is taken as 40. Infinity: no terminal, where lines are as long as what they say. */
  readonly width: number;
  /** What the run wrote, as the user would type it. */
  readonly paths: readonly string[];
}

/** Lines of at most `width` columns, without a newline at the end: whoever prints it adds one. */
export function renderTerminal(analysis: Analysis, options: TerminalOptions): string {
  const width = Math.max(40, options.width);
  const [written] = options.paths;
  const folder = written === undefined ? null : dirname(written);
  const blocks: Line[][] = [
    headLines(analysis, width),
    analysis.objectives.flatMap((objective) => objectiveLines(objective, width)),
    againstLines(analysis, width),
    ...analysis.faults.map((fault) => faultLines(analysis, fault, width)),
    recoveryLines(analysis, width),
    costLines(analysis, width),
    stageLines(analysis, width),
    journeyLines(analysis, width),
    [
      ...breakerLines(analysis, width),
      ...watchedLines(analysis, width),
      ...errorLines(analysis, width),
      ...traceLines(analysis, width, folder),
      ...orderLines(analysis, width),
      ...generatorLines(analysis, width),
      ...connectionLines(analysis, width),
      ...noteLines(analysis, width),
    ],
    pathLines(analysis, options.paths, folder, width),
  ];
  const lines = blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return paint(lines, { width, color: options.color }).join('\n');
}

function headLines(analysis: Analysis, width: number): Line[] {
  const tone = verdictTone(analysis.verdict);
  const facts = runFacts(analysis).map(said).join('   ');
  const word = verdictWord(analysis.verdict);
  const on = ` on ${said(analysis.scenario.target)}`;
  const name = said(analysis.scenario.name);
  const oneLineFits = displayWidth(`${word}  ${name}${on}   ${facts}`) <= width;
  const head: Line[] = oneLineFits
    ? [[styled(tone, word), '  ', styled('bold', name), on, '   ', styled('dim', facts)]]
    : [[styled(tone, word), '  ', styled('bold', name), on], [styled('dim', `  ${facts}`)]];
  return [...head, ...wrap(said(analysis.reason), width - 2).map((text): Line => [styled(tone, `  ${text}`)])];
}

function objectiveLines({ text, verdict, actual, wanted, reason }: Analysis['objectives'][number], width: number): Line[] {
  const tone = verdictTone(verdict);
  const figures = `${said(actual ?? '–')} · want ${said(wanted)}`;
  const name = said(text);
  const fits = layoutWidth(width) - 4 - displayWidth(figures) - 3;
  const room = Number.isFinite(width) ? fits : Math.max(fits, displayWidth(name));
  const mark = styled(tone, `  ${verdictMark(verdict)} `);
  const lines: Line[] =
    displayWidth(name) <= room
      ? [[mark, pad(name, room + 3), styled(verdict === 'held' ? 'plain' : tone, figures)]]
      : [
          ...wrap(name, width - 4).map((part, index): Line => [index === 0 ? mark : '    ', part]),
          ...wrap(figures, width - 6).map((part): Line => [styled(verdict === 'held' ? 'plain' : tone, pad(part, width, 'left'))]),
        ];
  return reason === null ? lines : [...lines, ...wrap(said(reason), width - 6).map((part): Line => ['      ', styled('dim', part)])];
}

function faultLines(analysis: Analysis, fault: Analysis['faults'][number], width: number): Line[] {
  const title: Line = [styled('bold', `fault ${said(fault.id)}`), `  ${said(whatItDid(fault))}`];
  const all = aptFigures(analysis, fault);
  const widths = all.map(({ value }) => displayWidth(said(value)) + 2);
  // A long value leaves no room for a column beside it: its detail stands below, and all on a narrow screen.
  const widest = width < 60 ? 0 : 20;
  const room = Math.max(0, ...widths.filter((columns) => columns <= widest));
  const figures = all.flatMap(({ label, value, tone, detail }): Line[] => {
    const shown = said(value);
    const name = ['    ', pad(label, 17)];
    const below = displayWidth(shown) + 2 > room;
    const indent = below ? 21 : 21 + room;
    const details = wrap(said(detail), width - indent).map((text) => styled('dim', text));
    const [first = '', ...rest] = below ? ['', ...details] : details;
    return [[...name, styled(tone, below ? shown : pad(shown, room)), first], ...rest.map((text): Line => [' '.repeat(indent), text])];
  });
  const moved = movedText(fault);
  const movedLines = moved === null ? [] : wrap(moved, width - 4).map((text): Line => ['    ', styled('unsure', text)]);
  return [title, ...movedLines, ...figures];
}

function noteLines(analysis: Analysis, width: number): Line[] {
  return analysis.notes.flatMap((note) =>
    wrap(said(note), width - 13).map((text, index): Line => [pad(index === 0 ? '  note' : '', 13), text]),
  );
}

function pathLines(analysis: Analysis, paths: readonly string[], folder: string | null, width: number): Line[] {
  const wrote = paths.map((path, index): Line => [pad(index === 0 ? '  wrote' : '', 13), styled('accent', said(path))]);
  const next = wrap(said(nextStep(analysis, folder)), width - 13).map((text, index): Line => [pad(index === 0 ? '  next' : '', 13), text]);
  return [...wrote, ...next];
}
