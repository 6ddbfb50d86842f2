/** Flags that decide how a run is shown and where it goes; shared by spike and run. */
import { Flags } from '@oclif/core';

/** For whatever sends something. */
export const confirmFlag = {
  confirm: Flags.string({
    summary: 'a public host that load may go to, for where nobody can type its name',
    helpValue: 'HOST',
    helpGroup: 'PLAN',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

export const runFlags = {
  ...confirmFlag,
  repeat: Flags.integer({
    summary: 'run each scenario so many times; its faults clear at moments spread over the wait of their breaker',
    helpValue: 'N',
    helpGroup: 'PLAN',
    min: 1,
    max: 1000,
    default: 1,
  }),
  'pause-between': Flags.string({
    summary: 'quiet time between two runs of one scenario, for a system that keeps state',
    helpValue: '2m',
    helpGroup: 'PLAN',
  }),
  out: Flags.directory({ summary: 'folder that holds the run folders', default: 'reports', helpGroup: 'OUTPUT' }),
  quiet: Flags.boolean({ char: 'q', summary: 'no progress on stderr; the verdict still comes', helpGroup: 'OUTPUT' }),
  ci: Flags.boolean({
    summary: 'for a CI job: lines instead of a panel, the Markdown report into the step summary, and no run that could not be judged',
    helpGroup: 'OUTPUT',
  }),
};

/** NO_COLOR, TERM=dumb and a stream that is no terminal switch colour off; FORCE_COLOR switches it on (https://no-color.org). */
export function colorOn(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Columns of the terminal; Infinity where there is none, whose reader may be a search or a log: nothing is cut there. */
export function columnsOf(stream: { readonly columns?: number }): number {
  return stream.columns || Number.POSITIVE_INFINITY;
}
