/** Ends a process that this program started, and waits until it is gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess } from '../state-process.ts';

/** SIGTERM, and SIGKILL half a second later; throws when it is still there at the signal's end or after 3 s. */
export async function endProcess(pid: number, start: string | null, signal?: AbortSignal): Promise<void> {
  for (let tick = 0; isSameProcess(pid, start); tick++) {
    if (tick > 150 || signal?.aborted) throw new Error(`process ${pid} does not end`);
    if (tick === 0) kill(pid, 'SIGTERM');
    if (tick === 25) kill(pid, 'SIGKILL');
    await sleep(20);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Gone between the look and the deed.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
