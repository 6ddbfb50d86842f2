/**
 * One load on its way in several threads: orders to all of them, and what they tell put together. What a thread had in flight
 * when it died has no outcome in the log; readers count it as cancelled, as they do when the whole tool was killed.
 */
import type { ChaosError } from '../../../errors.ts';
import { outcomes, type Outcome } from '../../../events/event.ts';
import type { LoadIncrements } from '../books/accounting.ts';
import type { LoadCounts, LoadOptions, LoadRun } from '../contract.ts';
import type { Hand } from './hand.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

/** Orders count from a moment this far ahead, so that every thread has heard of it by then. */
const leadMs = 50;
/** A thread that has not stopped by then is ended. */
const patienceMs = 1_000;

interface Mate {
  readonly hand: Hand;
  /** Everything up to here has been told; -Infinity before the first flush of the time since the last line. */
  toldMs: number;
  inFlight: number;
  ended: boolean;
}

export interface CrewRunOptions extends LoadOptions {
  /** Milliseconds from t = 0. */
  readonly now: () => number;
  readonly t0MachineMs: number;
}

export class CrewRun implements LoadRun {
  readonly ended: Promise<void>;

  private readonly options: CrewRunOptions;
  private readonly mates: readonly Mate[];
  private waiting: LoadIncrements[] = [];
  private readonly totals: Record<Outcome, number> = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  private readonly sums = { intended: 0, sent: 0, connectionsOpened: 0, connectionsFailed: 0 };
  private heldSinceMs: number | null = null;
  private heldMs = 0;
  private broken = false;
  private resolveEnded: () => void = () => {};

  constructor(hands: readonly Hand[], options: CrewRunOptions) {
    this.options = options;
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.mates = hands.map((hand) => ({ hand, toldMs: Number.NEGATIVE_INFINITY, inFlight: 0, ended: false }));
    this.tell({ do: 'start', t0MachineMs: options.t0MachineMs });
    for (const mate of this.mates) {
      mate.hand.thread.ref();
      mate.hand.listen(
        (message) => this.hear(mate, message),
        (error) => this.lose(mate, error),
      );
    }
  }

  inFlight(): number {
    return this.mates.reduce((sum, { inFlight }) => sum + inFlight, 0);
  }

  /** As of the last line of the log. */
  counts(): LoadCounts {
    return { ...this.sums, outcomes: { ...this.totals } };
  }

  async stop(): Promise<void> {
    this.tell({ do: 'stop' });
    const giveUp = setTimeout(() => {
      for (const mate of this.mates) if (!mate.ended) void mate.hand.thread.terminate();
    }, patienceMs);
    await this.ended;
    clearTimeout(giveUp);
  }

  hold(): void {
    const atMs = this.options.now() + leadMs;
    if (this.heldSinceMs !== null || atMs < 0 || atMs >= this.options.load.totalMs + this.heldMs) return;
    this.heldSinceMs = atMs;
    this.tell({ do: 'hold', atMs });
  }

  release(): void {
    if (this.heldSinceMs === null) return;
    const atMs = this.options.now() + leadMs;
    this.heldMs += Math.max(0, atMs - this.heldSinceMs);
    this.heldSinceMs = null;
    this.tell({ do: 'release', atMs });
  }

  shiftMs(): number {
    return this.heldMs + (this.heldSinceMs === null ? 0 : Math.max(0, this.options.now() - this.heldSinceMs));
  }

  private tell(order: ToWorker): void {
    for (const { hand, ended } of this.mates) if (!ended) hand.tell(order);
  }

  private hear(mate: Mate, message: FromWorker): void {
    switch (message.say) {
      case 'event':
        if (message.body.type === 'generator') {
          this.sums.sent += message.body.sent;
          this.sums.connectionsOpened += message.body.connectionsOpened;
          this.sums.connectionsFailed += message.body.connectionsFailed;
        }
        this.options.emit(message.body, message.tMs);
        break;
      case 'flush':
        mate.toldMs = message.nowMs;
        mate.inFlight = message.inFlight;
        for (const [id, tMs] of message.acknowledged) this.options.acknowledge(id, tMs);
        if (message.increments !== undefined) this.waiting.push(message.increments);
        this.passOn();
        break;
      case 'ended':
        this.leave(mate);
        break;
      case 'warm':
    }
  }

  /** Once all have told: nobody's share of a stretch of time may be missing in a line that covers it. */
  private passOn(): void {
    const toldMs = Math.min(...this.mates.map((mate) => (mate.ended ? Number.POSITIVE_INFINITY : mate.toldMs)));
    if (toldMs === Number.NEGATIVE_INFINITY || this.waiting.length === 0) return;
    const bins = this.waiting.flatMap((increments) => increments.bins);
    for (const { intended, outcomes: counts } of bins) {
      this.sums.intended += intended;
      for (const [outcome, count] of Object.entries(counts) as [Outcome, number][]) this.totals[outcome] += count;
    }
    const routes = this.waiting.flatMap((increments) => increments.routes);
    const errors = this.waiting.flatMap((increments) => increments.errors);
    const journeys = this.waiting.flatMap((increments) => increments.journeys ?? []);
    this.waiting = [];
    for (const mate of this.mates) mate.toldMs = Number.NEGATIVE_INFINITY;
    this.options.emit(
      { type: 'load', bins, routes, errors, ...(journeys.length === 0 ? {} : { journeys }) },
      Math.min(toldMs, this.options.now()),
    );
  }

  private leave(mate: Mate): void {
    if (mate.ended) return;
    mate.ended = true;
    mate.inFlight = 0;
    this.passOn();
    if (this.mates.every(({ ended }) => ended)) this.resolveEnded();
  }

  /** A thread that is gone. After its last word that is as it should be. */
  private lose(mate: Mate, error: ChaosError): void {
    if (mate.ended) return;
    const { broken } = this;
    this.broken = true;
    if (!broken) this.options.fail(error);
    this.leave(mate);
    this.tell({ do: 'stop' });
  }
}
