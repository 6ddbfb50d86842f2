/** Several runs in one command: a line each, the worst exit code last. */
import { worstOf } from '../exit-codes.ts';
import type { Verdict } from '../analysis/analysis.ts';
import { displayWidth, pad, wrap } from './columns.ts';
import { counted } from './figures.ts';
import { paint, said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { verdictTone, verdictWord } from './verdict.ts';

export interface RunSummary {
  readonly name: string;
  /** null: it ended with an error of the tool, so there is no verdict; `reason` says which. */
  readonly verdict: Verdict | null;
  readonly exitCode: number;
  readonly reason: string;
  /** null when nothing was written. */
  readonly reportPath: string | null;
}

/** A table of the runs and a line with the command's exit code, ending in a newline. */
export function renderMany(runs: readonly RunSummary[], options: { readonly color: boolean; readonly width: number }): string {
  const width = Math.max(40, options.width);
  const nameWidth = Math.min(Math.floor(width / 2), Math.max(8, ...runs.map((run) => displayWidth(said(run.name)))));
  const lines = runs.flatMap((run): Line[] => {
    const tone = run.verdict === null ? 'bad' : verdictTone(run.verdict);
    const word = run.verdict === null ? 'ERROR' : verdictWord(run.verdict);
    const head: Line = [styled(tone, pad(word, 14)), styled('bold', pad(said(run.name), nameWidth)), `  exit ${run.exitCode}`];
    const reason = run.exitCode === 0 ? [] : wrap(said(run.reason), width - 14).map((text): Line => [pad('', 14), styled('dim', text)]);
    const path: Line[] = run.reportPath === null ? [] : [[pad('', 14), styled('accent', said(run.reportPath))]];
    return [head, ...reason, ...path];
  });
  const exit = worstOf(runs.map((run) => run.exitCode));
  const held = runs.filter((run) => run.exitCode === 0).length;
  const last: Line = [styled(exit === 0 ? 'good' : 'bad', `${held} of ${counted(runs.length, 'run')} held, exit code ${exit}`)];
  return `${paint([...lines, [], last], { width, color: options.color }).join('\n')}\n`;
}
