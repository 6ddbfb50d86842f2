/** One load on its clock, from t = 0 to the last outcome: when what is done, held, flushed and ended. */
import type { Emit } from '../../events/event.ts';
import { highestRate } from '../../plan/compile-load.ts';
import type { PlannedLoad, PlannedStage } from '../../plan/plan.ts';
import { Accounting, type LoadIncrements } from './books/accounting.ts';
import type { ArrivalSource } from './pace/arrivals.ts';
import type { BreakerEvidence, LoadCounts, LoadRun } from './contract.ts';
import type { Dial } from './wire/dial.ts';
import { Health } from './health.ts';
import type { Journeys } from './visit/journey.ts';
import { JourneyBooks } from './books/journey-books.ts';
import { onlyLane, shareOf, type Lane } from './pace/lane.ts';
import type { Origin } from './wire/origin.ts';
import { Pacer } from './pace/pacer.ts';
import { Samples } from './books/samples.ts';
import { Signed } from './books/signed.ts';
import { StageClock } from './pace/stage-clock.ts';
import { Traffic } from './traffic.ts';

const flushEveryMs = 500;
const reportEveryMs = 1_000;
/** How many sends in one go before answers are read again: after a stall thousands may be due at once. */
const sendsInOneGo = 128;

/** Of arrivals at the peak rate, how many find a connection built. */
const reserveSeconds = 0.05;
/** Building them must be over before t = 0. */
const largestReserve = 500;

export interface RunOptions {
  readonly load: Pick<PlannedLoad, 'stages' | 'timeoutMs' | 'deadlineMs' | 'maxInFlight' | 'connections' | 'trace'>;
  readonly origin: Origin;
  readonly dial: Dial;
  readonly journeys: Journeys;
  readonly arrivals: ArrivalSource;
  /** Milliseconds from t = 0. */
  readonly now: () => number;
  readonly emit: Emit;
  /** Twice a second and at the end: what has come to the books since the last time, if anything has. */
  readonly onFlush: (increments: LoadIncrements | undefined, nowMs: number) => void;
  readonly acknowledge: (id: string, tMs: number) => void;
  /** The share of the load that is sent here; all of it unless given. `arrivals` are of the same share. */
  readonly lane?: Lane;
  readonly evidence?: BreakerEvidence;
}

/** What is to be done at a moment that may not have come yet. */
interface Order {
  readonly atMs: number;
  readonly hold: boolean;
}

export class Run implements LoadRun {
  readonly ended: Promise<void>;

  private readonly options: RunOptions;
  private readonly now: () => number;
  private readonly arrivals: ArrivalSource;
  private readonly stages: StageClock;
  private readonly books: Accounting;
  private readonly journeyBooks: JourneyBooks | null;
  private readonly health: Health;
  private readonly samples: Samples;
  private readonly traffic: Traffic;
  private readonly pacer: Pacer;
  private readonly lane: Lane;
  private readonly orders: Order[] = [];
  private nextStage = 0;
  private nextFlushMs = flushEveryMs;
  private nextReportMs = reportEveryMs;
  private heldSinceMs: number | null = null;
  private heldMs = 0;
  private over = false;
  private resolveEnded: () => void = () => {};

  constructor(options: RunOptions) {
    const { load, dial, journeys, arrivals, now, acknowledge, evidence } = options;
    this.options = options;
    this.lane = options.lane ?? onlyLane;
    this.now = now;
    this.arrivals = arrivals;
    this.stages = new StageClock(load.stages);
    this.health = new Health(this.lane);
    this.books = new Accounting(journeys.routes, this.stages, evidence?.errorTimes);
    this.journeyBooks = journeys.all.some((steps) => steps.length > 1) ? new JourneyBooks(journeys.names, this.stages) : null;
    this.samples = new Samples({
      routes: journeys.routes,
      stages: this.stages,
      traceHeader: load.trace?.header ?? 'traceparent',
      latestMs: load.deadlineMs + load.timeoutMs,
      fedTo: journeys.fedTo,
    });
    const journeyEnded = arrivals.journeyEnded === undefined ? null : (tMs: number) => arrivals.journeyEnded?.(tMs);
    this.traffic = new Traffic({
      limits: load,
      mostInFlight: shareOf(load.maxInFlight, this.lane),
      mostPerSecond: mostPerSecond(load.stages),
      stages: this.stages,
      books: this.books,
      journeys: this.journeyBooks,
      health: this.health,
      dial,
      samples: this.samples,
      signed: evidence && evidence.signatures.length > 0 ? new Signed(evidence.signatures, this.books) : null,
      now,
      acknowledge,
      journeyEnded,
      afterOutcome: (nowMs) => this.afterOutcome(nowMs),
    });
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.pacer = new Pacer(now, (nowMs) => this.turn(nowMs));
    const reserve = Math.min(largestReserve, connectionsAtPeak(load.stages));
    this.traffic.reserve(options.origin, Math.ceil(reserve / this.lane.of));
    this.health.start();
    this.pacer.wakeBy(0);
  }

  inFlight(): number {
    return this.traffic.inFlight;
  }

  counts(): LoadCounts {
    return { intended: this.books.intended, outcomes: { ...this.books.totals }, ...this.health.totals() };
  }

  async stop(): Promise<void> {
    if (this.over) return;
    const nowMs = this.now();
    for (let dueMs = this.arrivals.next(); dueMs <= nowMs; dueMs = this.arrivals.next()) {
      const k = this.nextArrival();
      this.traffic.arriveTooLate(k, this.options.journeys.choose(k), dueMs);
    }
    this.finish(nowMs);
  }

  /** `atMs`: the moment it counts from, on the scale of `now`, so that several workers hold as one. */
  hold(atMs = this.now()): void {
    this.order({ atMs, hold: true });
  }

  release(atMs = this.now()): void {
    this.order({ atMs, hold: false });
  }

  shiftMs(): number {
    return this.heldMs + (this.heldSinceMs === null ? 0 : Math.max(0, this.now() - this.heldSinceMs));
  }

  private order(order: Order): void {
    if (this.over) return;
    this.orders.push(order);
    const nowMs = this.now();
    this.obey(nowMs);
    this.pacer.wakeBy(this.nextMs(nowMs));
  }

  /** Carries out the orders whose moment has come. */
  private obey(nowMs: number): void {
    for (let order = this.orders[0]; order !== undefined && order.atMs <= nowMs; order = this.orders[0]) {
      this.orders.shift();
      const { atMs } = order;
      if (order.hold ? this.heldSinceMs !== null || atMs < 0 || atMs >= this.arrivals.endMs : this.heldSinceMs === null) continue;
      this.sendDue(atMs, Number.POSITIVE_INFINITY);
      if (order.hold) this.holdFrom(atMs);
      else this.releaseAt(atMs);
    }
  }

  /** Where the order came so late that a stage has begun after its moment, it counts from the stage's beginning. */
  private holdFrom(orderedMs: number): void {
    const atMs = this.nextStage === 0 ? orderedMs : Math.max(orderedMs, this.stages.startOf(this.nextStage - 1));
    this.startStages(atMs);
    this.heldSinceMs = atMs;
    this.arrivals.hold(atMs);
    this.stages.hold(atMs);
  }

  private releaseAt(atMs: number): void {
    this.heldSinceMs = null;
    const byMs = this.arrivals.release(atMs);
    this.heldMs += byMs;
    this.stages.release(byMs);
  }

  /** Does what is due; tells when the next thing is. */
  private turn(nowMs: number): number {
    this.obey(nowMs);
    this.startStages(nowMs);
    this.traffic.turn(nowMs);
    this.sendDue(nowMs, sendsInOneGo);
    if (nowMs >= this.nextReportMs) {
      this.options.emit(this.health.report(this.traffic.inFlight));
      this.nextReportMs = after(this.nextReportMs, reportEveryMs, nowMs);
    }
    if (nowMs >= this.nextFlushMs) {
      this.flush(nowMs);
      this.samples.flush(nowMs, this.options.emit);
      this.nextFlushMs = after(this.nextFlushMs, flushEveryMs, nowMs);
    }
    if (this.isDone(nowMs)) this.finish(nowMs);
    return this.over ? Number.POSITIVE_INFINITY : this.nextMs(nowMs);
  }

  /** `nowMs`: what was due by then was done; what has become due since is due at once. */
  private nextMs(nowMs: number): number {
    const { endMs } = this.arrivals;
    return Math.min(
      this.arrivals.next(),
      this.traffic.nextMs(),
      this.stages.startOf(this.nextStage),
      // Once it is over, what is in flight tells by itself when it has ended.
      endMs > nowMs ? endMs : Number.POSITIVE_INFINITY,
      this.nextFlushMs,
      this.nextReportMs,
      this.orders[0]?.atMs ?? Number.POSITIVE_INFINITY,
    );
  }

  private sendDue(nowMs: number, atMost: number): void {
    const { choose } = this.options.journeys;
    for (let n = 0; n < atMost; n += 1) {
      const dueMs = this.arrivals.next();
      if (dueMs > nowMs || (atMost < Number.POSITIVE_INFINITY && this.traffic.shouldRead)) return;
      const k = this.nextArrival();
      this.traffic.arrive(k, choose(k), dueMs);
    }
  }

  private nextArrival(): number {
    const k = this.arrivals.number;
    this.arrivals.advance();
    return k;
  }

  /** Between turns, when answers have been read: what is due by now need not wait for the timer. */
  private afterOutcome(nowMs: number): void {
    if (this.over) return;
    this.obey(nowMs);
    this.startStages(nowMs);
    this.sendDue(nowMs, sendsInOneGo);
    this.pacer.wakeBy(this.isDone(nowMs) ? nowMs : Math.min(this.arrivals.next(), this.traffic.nextMs()));
  }

  private startStages(nowMs: number): void {
    for (; this.nextStage < this.stages.count && this.stages.startOf(this.nextStage) <= nowMs; this.nextStage += 1) {
      const stage = this.options.load.stages[this.nextStage] as PlannedStage;
      this.arrivals.stageBegins?.(this.nextStage, this.stages.startOf(this.nextStage));
      // Said once, whatever the number of workers.
      if (this.lane.index > 0) continue;
      this.options.emit(
        { type: 'stage', index: this.nextStage, name: stage.name, forMs: stage.forMs },
        this.stages.startOf(this.nextStage),
      );
    }
  }

  private isDone(nowMs: number): boolean {
    return nowMs >= this.arrivals.endMs && this.arrivals.next() === Number.POSITIVE_INFINITY && this.traffic.isQuiet;
  }

  private flush(nowMs: number): void {
    const increments = this.books.flush();
    const journeys = this.journeyBooks?.flush(nowMs, this.over) ?? [];
    if (journeys.length === 0) return this.options.onFlush(increments, nowMs);
    this.options.onFlush({ ...(increments ?? { bins: [], routes: [], errors: [] }), journeys }, nowMs);
  }

  private finish(nowMs: number): void {
    this.over = true;
    this.pacer.stop();
    this.traffic.stop(nowMs);
    this.options.emit(this.health.report(0));
    this.flush(nowMs);
    this.samples.finish(this.options.emit);
    this.health.stop();
    this.resolveEnded();
  }
}

/** How many find a connection built; each user may need one. */
function connectionsAtPeak(stages: readonly PlannedStage[]): number {
  const each = stages.map((stage) => stage.users ?? Math.ceil((highestRate(stage) ?? 0) * reserveSeconds));
  return Math.max(0, ...each);
}

/** Of users nobody knows; that all of them ask every millisecond is more than they will. */
function mostPerSecond(stages: readonly PlannedStage[]): number {
  return Math.max(0, ...stages.map((stage) => highestRate(stage) ?? (stage.users ?? 0) * 1_000));
}

/** The next of the regular times after now; those that a stall has skipped are not made up for. */
function after(lastMs: number, everyMs: number, nowMs: number): number {
  return lastMs + everyMs * (Math.floor((nowMs - lastMs) / everyMs) + 1);
}
