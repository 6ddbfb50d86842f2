import type { FaultKind } from './fault.ts';
import { onProcess, processOf } from './process.ts';

/** The process is asked to end (SIGTERM) and started again at once. */
export const restart: FaultKind = {
  ...onProcess,
  type: 'restart',
  summary: 'a process ends and starts again at once: a deployment, a crash under a supervisor',
  steps: (spec) => [
    { afterMs: 0, do: 'signal-process', process: processOf(spec), signal: 'SIGTERM' },
    { afterMs: 0, do: 'start-process', process: processOf(spec) },
  ],
  describe: (spec) => `restart: process ${processOf(spec)} ends and starts again`,
};
