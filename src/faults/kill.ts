import type { FaultKind } from './fault.ts';
import { onProcess, processOf } from './process.ts';

/** The process is ended at once (SIGKILL), and started again when the fault ends. */
export const kill: FaultKind = {
  ...onProcess,
  type: 'kill',
  summary: 'a process is gone until the fault ends: a lost instance',
  steps: (spec) => [{ afterMs: 0, do: 'signal-process', process: processOf(spec), signal: 'SIGKILL' }],
  describe: (spec) => `kill: process ${processOf(spec)} is gone`,
};
