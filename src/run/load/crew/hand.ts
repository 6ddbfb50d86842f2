/** One thread that sends, from its hiring to its end. Whenever it is lost, that is known, and told to whoever listens then. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ChaosError, messageOf } from '../../../errors.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-messages.ts';

export class Hand {
  readonly thread: Worker;
  private readonly index: number;
  private listener: (message: FromWorker) => void = () => {};
  private onLost: (error: ChaosError) => void = () => {};
  private lost: ChaosError | null = null;

  constructor(data: WorkerData) {
    this.index = data.lane.index;
    // Options of this process are a test runner's or an inspector's, and not the thread's.
    this.thread = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: data,
      execArgv: [],
      name: `load ${this.index}`,
    });
    // A run that is over must not wait for it.
    this.thread.unref();
    this.thread.on('message', (message: FromWorker) => this.listener(message));
    this.thread.on('error', (error) => this.lose(messageOf(error)));
    this.thread.on('exit', (code) => this.lose(`it ended with code ${code}`));
  }

  /** From now on `listener` hears what it says, and `onLost` that it is gone: now, if it is already. */
  listen(listener: (message: FromWorker) => void, onLost: (error: ChaosError) => void): void {
    this.listener = listener;
    this.onLost = onLost;
    if (this.lost !== null) onLost(this.lost);
  }

  tell(order: ToWorker): void {
    if (this.lost === null) this.thread.postMessage(order);
  }

  private lose(why: string): void {
    if (this.lost !== null) return;
    this.lost = new ChaosError(
      'LOAD_WORKER_DIED',
      `worker ${this.index + 1} of the load died: ${why}`,
      'its share of the load is missing, so the run was stopped; try again with load: {workers: 1}',
    );
    this.onLost(this.lost);
  }
}
