import type { HttpToxic } from './http-toxic.ts';

/** Longer timers overflow and fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A toxic holds a request back. How long it did is counted when it ends, however it does. */
export class Hold {
  readonly toxic: HttpToxic;
  readonly #begunMs = performance.now();
  readonly #untilMs: number;
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(toxic: HttpToxic, ms: number, onEnd: () => void) {
    this.toxic = toxic;
    this.#untilMs = this.#begunMs + ms;
    this.#onEnd = onEnd;
    this.#sleep(ms);
  }

  /** Lets go now. */
  end(): void {
    this.cancel();
    this.#onEnd();
  }

  /** Ends without letting go. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.toxic.counters.delayedMs += performance.now() - this.#begunMs;
  }

  #sleep(ms: number): void {
    this.#timer = setTimeout(
      () => {
        const leftMs = this.#untilMs - performance.now();
        // A timer counts from the start of the loop's turn and may fire a little early.
        if (leftMs >= 0.5) this.#sleep(leftMs);
        else this.end();
      },
      Math.min(Math.max(Math.round(ms), 1), longestTimerMs),
    );
  }
}
