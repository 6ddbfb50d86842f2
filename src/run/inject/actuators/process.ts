/** Programs that the scenario started: stopped, ended, started again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError } from '../../../errors.ts';
import type { ProcessStep } from '../../../faults/step.ts';
import { processState } from '../../state-process.ts';
import { isStill, type Processes, type RunningProcess } from '../processes.ts';
import type { ActingOn, Actuator } from './actuator.ts';

const lookEveryMs = 100;

export const processActuator: Actuator<ProcessStep> = {
  deed(step, acting) {
    if (step.do === 'start-process') return null;
    const { process: name } = step;
    const fault = acting.fault.id;
    // One that does not run is not started by undoing what could not be done to it.
    const { pid, pidStart } = runningOf(name, acting);
    if (step.signal !== 'SIGSTOP') return { kind: 'process-ended', fault, process: name };
    return { kind: 'process-paused', fault, process: name, pid, pidStart };
  },

  async act(step, acting) {
    const processes = processesOf(acting);
    if (step.do === 'start-process') await processes.startAgain(step.process);
    else if (step.signal === 'SIGSTOP') await processes.pause(step.process);
    else await processes.end(step.process, step.signal);
  },

  async evidence(step, acting) {
    if (step.do === 'start-process') return stayedUp(step.process, acting);
    const now = processesOf(acting).running(step.process);
    if (step.signal === 'SIGSTOP') return now === null ? null : stoodStill(step.process, now);
    return {
      ok: now === null,
      detail: now === null ? `process ${step.process} was gone` : `process ${step.process} still runs, as ${now.pid}`,
    };
  },
};

/** Looked at until the fault leaves: one that dies at once was not restarted. */
async function stayedUp(name: string, acting: ActingOn): Promise<{ ok: boolean; detail: string }> {
  const processes = processesOf(acting);
  const ended = processes.lastEnded(name);
  const was = `process ${name} was gone${ended === null ? '' : `, pid ${ended}`}`;
  const began = processes.running(name);
  for (;;) {
    if (began === null || processes.running(name)?.pid !== began.pid)
      return { ok: false, detail: `${was}; it did not stay up${began === null ? '' : ` as pid ${began.pid}`}` };
    if (acting.leaving.aborted) return { ok: ended !== null, detail: `${was}; runs as pid ${began.pid}` };
    await sleep(lookEveryMs, undefined, { signal: acting.leaving, ref: false }).catch(() => undefined);
  }
}

/** The system's own word; null where it has none (no /proc). */
function stoodStill(name: string, { pid }: RunningProcess): { ok: boolean; detail: string } | null {
  const state = processState(pid);
  if (state === null) return null;
  const ok = isStill(state);
  return { ok, detail: `process ${name} (${pid}) ${ok ? 'stood still' : 'did not stand still'} (state ${state})` };
}

function processesOf({ processes }: ActingOn): Processes {
  if (processes === null) throw new ChaosError('INTERNAL', 'no process was started', 'a bug: please report it');
  return processes;
}

function runningOf(name: string, acting: ActingOn): RunningProcess {
  const now = processesOf(acting).running(name);
  if (now === null)
    throw new ChaosError('PROCESS_FAILED', `process ${name} does not run`, `what it wrote is in process-${name}.log in the run's folder`);
  return now;
}
