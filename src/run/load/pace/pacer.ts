/**
 * Wakes the run when something is due. Timers have a grain of a millisecond, so a wake comes up to about one late; what is
 * due by then is done in one go. What is late beyond that is never hidden: every send records how late it was.
 */

/** A wake later than this means that this process was busy or stopped. */
const stallMs = 5;

export class Pacer {
  private readonly now: () => number;
  private readonly turn: (nowMs: number) => number;
  private timer: NodeJS.Timeout | null = null;
  private immediate: NodeJS.Immediate | null = null;
  private wakeMs = Number.POSITIVE_INFINITY;
  private stopped = false;

  /** `turn` does what is due and tells when it wants to be called again. Times are milliseconds on the scale of `now`. */
  constructor(now: () => number, turn: (nowMs: number) => number) {
    this.now = now;
    this.turn = turn;
  }

  /** Asks for a turn no later than `tMs`. */
  wakeBy(tMs: number): void {
    if (this.stopped || tMs >= this.wakeMs) return;
    this.cancel();
    this.wakeMs = tMs;
    const delay = tMs - this.now();
    if (delay <= 0) this.immediate = setImmediate(this.run);
    // Rounded down: an early wake asks again, a late one is late. A timer can't wait for longer than this.
    else this.timer = setTimeout(this.onTimer, Math.min(2 ** 31 - 1, Math.floor(delay)));
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private cancel(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.immediate !== null) clearImmediate(this.immediate);
    this.timer = null;
    this.immediate = null;
  }

  private readonly onTimer = (): void => {
    // After a stall, answers and closed connections that wait to be read come first: a request must not be given up while
    // its answer is here, nor be sent on a connection whose end is.
    if (this.now() - this.wakeMs > stallMs) this.immediate = setImmediate(this.run);
    else this.run();
  };

  private readonly run = (): void => {
    this.timer = null;
    this.immediate = null;
    this.wakeMs = Number.POSITIVE_INFINITY;
    if (!this.stopped) this.wakeBy(this.turn(this.now()));
  };
}
