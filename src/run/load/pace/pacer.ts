/**
 * Wakes the run when something is due. Timers have a grain of a millisecond, so a wake comes up to about one late; what is
 * due by then is done in one go. What is late beyond that is never hidden: every send records how late it was.
 */

/** A wake later than this means that this process was busy or stopped. */
const stallMs = 5;
/** A rest shorter than this is waited out, because a timer would oversleep it by more; */
const briefMs = 0.4;
/** but only where nothing was to be done for so long: at higher rates it would cost more than it gives. */
const quietMs = 3;

export class Pacer {
  private readonly now: () => number;
  private readonly turn: (nowMs: number) => number;
  private timer: NodeJS.Timeout | null = null;
  private immediate: NodeJS.Immediate | null = null;
  private wakeMs = Number.POSITIVE_INFINITY;
  /** When the turn before was taken. */
  private turnedMs = Number.NEGATIVE_INFINITY;
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
    const nowMs = this.now();
    const delay = tMs - nowMs;
    if (delay <= 0 || (delay < briefMs && nowMs - this.turnedMs > quietMs)) this.immediate = setImmediate(this.run);
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
    const nowMs = this.now();
    const early = this.wakeMs - nowMs;
    if (early > 0 && !this.stopped) {
      const { wakeMs } = this;
      this.wakeMs = Number.POSITIVE_INFINITY;
      return this.wakeBy(wakeMs);
    }
    this.wakeMs = Number.POSITIVE_INFINITY;
    if (this.stopped) return;
    this.wakeBy(this.turn(nowMs));
    this.turnedMs = nowMs;
  };
}
