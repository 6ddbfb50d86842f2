/**
 * Several threads that send one load together, each its lane of the arrivals. What they tell is passed on without loss:
 * increments of the books are put end to end as soon as every thread has flushed, so that a line of the log covers the same
 * time of all of them. A thread that dies ends the load with its reason: a part of it would be missing.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import { machineMs } from '../clock.ts';
import type { Sending } from './assemble.ts';
import type { LoadOptions, LoadRun } from './contract.ts';
import { CrewRun, died } from './crew-run.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-messages.ts';

export interface Crew {
  /** All at once, because they share the machine; requests per second of all together. */
  warmUp(): Promise<number>;
  start(t0ClockMs: number): LoadRun;
  /** Ends the threads. A load that is on its way is stopped first, by its run. */
  dismiss(): Promise<void>;
}

/** Throws LOAD_WORKER_DIED when a thread can't be started, or dies before it is told to start. */
export function hireCrew(count: number, options: LoadOptions): Crew {
  const { load, target, runId, seed, nameServers } = options;
  const sending: Sending = { load, target, runId, seed, ...(nameServers === undefined ? {} : { nameServers }) };
  const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  const threads = Array.from({ length: count }, (_, index) => {
    const data: WorkerData = { ...sending, lane: { index, of: count } };
    // Options of this process are a test runner's or an inspector's, and not the thread's.
    const thread = new Worker(entry, { workerData: data, execArgv: [], name: `load ${index}` });
    // A run that is over must not wait for it.
    thread.unref();
    return thread;
  });
  return {
    async warmUp() {
      const reached = await Promise.all(threads.map(warmed));
      return reached.reduce((sum, perSecond) => sum + perSecond, 0);
    },
    async dismiss() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
    start(t0ClockMs) {
      const t0MachineMs = t0ClockMs + machineMs() - options.clock.now();
      return new CrewRun(threads, { ...options, now: () => machineMs() - t0MachineMs, t0MachineMs });
    },
  };
}

function warmed(thread: Worker, index: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const onError = (error: unknown): void => reject(died(index, messageOf(error)));
  const onExit = (code: number): void => reject(died(index, `it ended with code ${code}`));
  thread.once('error', onError);
  thread.once('exit', onExit);
  thread.once('message', (message: FromWorker) => {
    thread.off('error', onError);
    thread.off('exit', onExit);
    if (message.say === 'warm') resolve(message.perSecond);
  });
  thread.postMessage({ do: 'warm-up' } satisfies ToWorker);
  return promise;
}
