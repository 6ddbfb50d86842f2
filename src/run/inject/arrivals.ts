/** What is being done to a system while its run goes on: a stop lets nothing more begin, and waits for what has, so that nothing is done after the undo of it. */
import { ChaosError } from '../../errors.ts';

export class Arrivals {
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();

  /** Aborted when the stop begins. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Throws INTERNAL once it is stopping. */
  assertGoing(): void {
    if (this.#stop.signal.aborted)
      throw new ChaosError('INTERNAL', 'the run is stopping: nothing is injected any more', 'a bug: please report it');
  }

  /** Does what a stop waits for. Throws INTERNAL once it is stopping. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.assertGoing();
    const arrival = work();
    this.#underWay.add(arrival);
    try {
      return await arrival;
    } finally {
      this.#underWay.delete(arrival);
    }
  }

  /** Resolves when what has begun by now is over, however it ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}
