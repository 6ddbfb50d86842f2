/** What each command on the control socket does to a run. Every command becomes an event, so that the log tells who did what. */
import type { EventLog } from '../events/write-log.ts';
import type { Plan } from '../plan/plan.ts';
import type { People } from './people.ts';
import { serveControl, type ControlReply, type ControlRequest } from './control.ts';
import { socketPath } from './state-socket.ts';
import type { Stopper } from './stop.ts';
import type { UnderLoad } from './under-load.ts';

export interface RunControl {
  /** Before t = 0 a run knows only abort, note, status and confirm. */
  attach(running: UnderLoad): void;
  close(): Promise<void>;
}

export async function serveRun(options: {
  runId: string;
  stopper: Stopper;
  log: EventLog;
  plan: Plan;
  people: People;
}): Promise<RunControl> {
  const { runId, stopper, log, plan, people } = options;
  let running: UnderLoad | undefined;
  const servers = new Set<string>();
  log.subscribe((event) => {
    if (event.type === 'link') servers.add(event.toxiproxy);
  });

  const answer = async (request: ControlRequest): Promise<ControlReply> => {
    const { from } = request;
    const text = (request.text ?? '').slice(0, 2_000);
    const record = (): void => log.emit({ type: 'command', command: request.do, from, detail: text });
    switch (request.do) {
      case 'status':
        return {
          ok: true,
          text: plan.name,
          status: {
            runId,
            name: plan.name,
            tMs: running ? Math.round(running.nowMs()) : null,
            totalMs: plan.load.totalMs,
            stopping: stopper.reason?.detail ?? null,
            faults: running?.activeFaults() ?? [],
            servers: [...servers],
          },
        };
      case 'note':
        log.emit({ type: 'note', text });
        return { ok: true, text: 'noted' };
      case 'abort': {
        // Asked twice it is still one abort: the answer is the same.
        if (!stopper.reason) record();
        stopper.request({ why: 'aborted', detail: `aborted by ${from}${text ? `: ${text}` : ''}` });
        return { ok: true, text: 'stopping: undoing faults, then stopping the load' };
      }
      case 'confirm': {
        const fault = people.confirm(from);
        return fault === null ? { ok: false, text: 'nothing is asked' } : { ok: true, text: `confirmed: ${fault}` };
      }
      default:
        if (!running) return { ok: false, text: `the run has not started its load yet; ${request.do} has nothing to act on` };
        record();
        return act(request.do, text, running);
    }
  };
  const socket = await serveControl(socketPath(runId), answer);
  return {
    attach(started) {
      running = started;
    },
    close: () => socket.close(),
  };
}

async function act(command: 'hold' | 'release' | 'inject' | 'clear', text: string, running: UnderLoad): Promise<ControlReply> {
  switch (command) {
    case 'hold':
      running.load.hold();
      return { ok: true, text: 'holding: the load goes on at its present rate until released' };
    case 'release':
      running.load.release();
      return { ok: true, text: `released; what follows is ${Math.round(running.load.shiftMs())} ms later than planned` };
    case 'inject':
      return running.faults.bringForward(text)
        ? { ok: true, text: `injecting ${text}` }
        : { ok: false, text: `no fault "${text}" in the plan that has not come yet` };
    case 'clear': {
      const cleared = await running.faults.clear(text === '' ? undefined : text);
      const none = text === '' ? 'no fault is active' : `no fault "${text}" is active, and none on a link of that name`;
      return { ok: true, text: cleared.length > 0 ? `clearing ${cleared.join(', ')}` : none, status: { cleared } };
    }
  }
}
