/** One look at a probe. Never throws: whatever keeps it from holding is what was seen. */
import { connect } from 'node:net';
import { messageOf, systemCodeOf } from '../../../errors.ts';
import { readAddress } from '../../../plan/addresses.ts';
import type { PlannedLook, PlannedSteadyProbe } from '../../../plan/plan.ts';
import { formatMs } from '../../../units.ts';
import { commandProblem, runCommand } from '../../inject/kept-program.ts';
import { askHttp } from './ask-http.ts';
import { askPrometheus } from './ask-prometheus.ts';
import type { Looking, Seen } from './looking.ts';

export interface Look {
  readonly ok: boolean;
  readonly ms: number;
  /** What was seen, or why it does not hold. */
  readonly detail: string;
}

export async function lookAt({ look, timeoutMs }: PlannedSteadyProbe, around: Omit<Looking, 'timeoutMs'>): Promise<Look> {
  const { clock } = around;
  const begunMs = clock.now();
  const ended = (ok: boolean, detail: string): Look => ({ ok, ms: Math.round((clock.now() - begunMs) * 10) / 10, detail });
  try {
    return ended(true, await seen(look, { ...around, timeoutMs }));
  } catch (error) {
    return ended(false, systemCodeOf(error) ?? messageOf(error));
  }
}

function seen(look: PlannedLook, looking: Looking): Seen {
  switch (look.how) {
    case 'http':
      return askHttp(look, looking);
    case 'tcp':
      return connectTo(look.address, looking);
    case 'command':
      return run(look, looking);
    case 'prometheus':
      return askPrometheus(look, looking);
  }
}

/** Opened and closed, nothing sent. */
async function connectTo(text: string, { timeoutMs, signal }: Looking): Seen {
  const address = readAddress(text);
  if (typeof address === 'string') throw new Error(address);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: address.host.replace(/^\[|\]$/g, ''), port: address.port });
  const giveUp = (): void => reject(new Error('the run was stopped'));
  const timer = setTimeout(() => reject(new Error(`no connection within ${formatMs(timeoutMs)}`)), timeoutMs);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  socket.once('connect', () => resolve('connected'));
  socket.on('error', reject);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

/** Its keeper ends it, and all it started, when the time is up, the run is over, or this process is gone. */
async function run({ command, cwd }: Extract<PlannedLook, { how: 'command' }>, { timeoutMs, signal }: Looking): Seen {
  const problem = commandProblem(await runCommand(command, { cwd, timeoutMs, signal }));
  if (problem !== null) throw new Error(problem);
  return 'ended with code 0';
}
