/** Commands of the user's own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError, messageOf } from '../../../errors.ts';
import { quoted } from '../../../faults/quoted.ts';
import type { CommandStep } from '../../../faults/step.ts';
import { commandProblem, runCommand, type CommandResult } from '../kept-program.ts';
import type { ActingOn, Actuator } from './actuator.ts';

/** Between two tries of a check that does not see the effect yet. */
const pauseMs = 500;

export const commandActuator: Actuator<CommandStep> = {
  deed({ inject, undo, timeoutMs }, { fault }) {
    return undo && { kind: 'command-run', fault: fault.id, inject: [...inject], undo: [...undo], cwd: process.cwd(), timeoutMs };
  },

  async act({ inject, timeoutMs }, acting) {
    const problem = commandProblem(await run('inject', inject, timeoutMs, acting));
    if (problem === null) return;
    throw new ChaosError(
      'COMMAND_FAILED',
      `fault ${acting.fault.id}: ${quoted(inject)} ${acting.stopping.aborted ? 'was ended, because the run is stopping' : problem}`,
      'try it in a terminal; what it wrote is in the event log',
    );
  },

  /** Until it sees the effect or its time is over. */
  async evidence({ verify, timeoutMs }, acting) {
    if (verify === null) return null;
    const untilMs = performance.now() + timeoutMs;
    for (;;) {
      const problem = commandProblem(await run('verify', verify, Math.max(100, untilMs - performance.now()), acting));
      if (problem === null) return { ok: true, detail: `its own check saw it: ${quoted(verify)} ended with 0` };
      if (acting.leaving.aborted) return null;
      if (performance.now() + pauseMs >= untilMs)
        return { ok: false, detail: `its own check did not see it: ${quoted(verify)} ${problem}` };
      await sleep(pauseMs, undefined, { signal: acting.leaving }).catch(() => undefined);
    }
  },
};

async function run(part: 'inject' | 'verify', command: readonly string[], timeoutMs: number, acting: ActingOn): Promise<CommandResult> {
  const { fault, emit, leaving, stopping } = acting;
  // Cut short it has ended before its undo begins.
  const signal = part === 'verify' ? leaving : stopping;
  try {
    const result = await runCommand(command, { cwd: process.cwd(), timeoutMs, signal });
    const { code, ms, output } = result;
    emit({ type: 'command-ended', fault: fault.id, part, command: quoted(command), code, ms, output: lastLines(output) });
    return result;
  } catch (error) {
    throw new ChaosError(
      'COMMAND_FAILED',
      `fault ${fault.id}: ${quoted(command)} can't be started: ${messageOf(error)}`,
      'is it on the PATH?',
    );
  }
}

/** At most ten. */
function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-10).join('\n');
}
