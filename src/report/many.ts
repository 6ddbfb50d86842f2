/** Several runs in one command: a line each, the worst exit code last. */
import type { Analysis } from '../analysis/analysis.ts';
import { displayWidth, pad, wrap } from './columns.ts';
import { counted } from './figures.ts';
import { paint, said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { attemptText, verdictTone, verdictWord } from './verdict.ts';

export interface FinishedRun {
  readonly analysis: Analysis;
  /** What it wrote; the HTML report among them is shown. */
  readonly paths: readonly string[];
}

export interface ManyOptions {
  readonly color: boolean;
  readonly width: number;
  /** Of the command; what kept a run from starting is in no run's. */
  readonly exitCode: number;
}

/** A table of the runs and a line with the command's exit code, without a newline at the end. */
export function renderMany(runs: readonly FinishedRun[], options: ManyOptions): string {
  const width = Math.max(40, options.width);
  const { exitCode: exit } = options;
  const nameWidth = Math.min(Math.floor(width / 2), Math.max(8, ...runs.map(({ analysis }) => displayWidth(nameOf(analysis)))));
  const lines = runs.flatMap(({ analysis, paths }): Line[] => {
    const { verdict, exitCode, reason } = analysis;
    const head: Line = [
      styled(verdictTone(verdict), pad(verdictWord(verdict), 14)),
      styled('bold', pad(nameOf(analysis), nameWidth)),
      `  exit ${exitCode}`,
    ];
    const why = exitCode === 0 ? [] : wrap(said(reason), width - 14).map((text): Line => [pad('', 14), styled('dim', text)]);
    const path = paths.find((one) => one.endsWith('.html')) ?? paths[0];
    return [head, ...why, ...(path === undefined ? [] : [[pad('', 14), styled('accent', said(path))]])];
  });
  const held = runs.filter(({ analysis }) => analysis.exitCode === 0).length;
  const last: Line = [styled(exit === 0 ? 'good' : 'bad', `${held} of ${counted(runs.length, 'run')} held, exit code ${exit}`)];
  return paint([...lines, [], last], { width, color: options.color }).join('\n');
}

function nameOf(analysis: Analysis): string {
  const attempt = attemptText(analysis);
  return said(analysis.scenario.name) + (attempt === null ? '' : `  ${attempt}`);
}
