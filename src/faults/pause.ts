import type { FaultKind } from './fault.ts';
import { onProcess, processOf } from './process.ts';

/** The process stands still (SIGSTOP): its connections stay, and nothing answers on them. */
export const pause: FaultKind = {
  ...onProcess,
  type: 'pause',
  summary: 'a process stands still: a long garbage collection, a frozen machine',
  steps: (spec) => [{ afterMs: 0, do: 'signal-process', process: processOf(spec), signal: 'SIGSTOP' }],
  describe: (spec) => `pause: process ${processOf(spec)} stands still`,
};
