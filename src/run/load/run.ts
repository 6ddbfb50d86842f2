/** One load on its clock, from t = 0 to the last outcome: when what is done, held, flushed and ended. */
import { endsOf } from '../../shapes/shelf.ts';
import type { Emit } from '../../events/event.ts';
import type { PlannedLoad, PlannedStage } from '../../plan/plan.ts';
import { Accounting } from './accounting.ts';
import type { ArrivalSource } from './arrivals.ts';
import type { LoadCounts, LoadRun } from './contract.ts';
import { Health } from './health.ts';
import type { Journeys } from './journey.ts';
import type { Origin } from './origin.ts';
import { Pacer } from './pacer.ts';
import { Samples } from './samples.ts';
import { StageClock } from './stage-clock.ts';
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
  readonly journeys: Journeys;
  readonly arrivals: ArrivalSource;
  /** Milliseconds from t = 0. */
  readonly now: () => number;
  readonly emit: Emit;
  readonly acknowledge: (id: string) => void;
}

export class Run implements LoadRun {
  readonly ended: Promise<void>;

  private readonly options: RunOptions;
  private readonly now: () => number;
  private readonly arrivals: ArrivalSource;
  private readonly stages: StageClock;
  private readonly books: Accounting;
  private readonly health = new Health();
  private readonly samples: Samples;
  private readonly traffic: Traffic;
  private readonly pacer: Pacer;
  private k = 0;
  private nextStage = 0;
  private nextFlushMs = flushEveryMs;
  private nextReportMs = reportEveryMs;
  private heldSinceMs: number | null = null;
  private heldMs = 0;
  private over = false;
  private resolveEnded: () => void = () => {};

  constructor(options: RunOptions) {
    const { load, journeys, arrivals, now, acknowledge } = options;
    this.options = options;
    this.now = now;
    this.arrivals = arrivals;
    this.stages = new StageClock(load.stages);
    this.books = new Accounting(journeys.routes, this.stages);
    this.samples = new Samples({
      routes: journeys.routes,
      stages: this.stages,
      traceHeader: load.trace?.header ?? 'traceparent',
      latestMs: load.deadlineMs + load.timeoutMs,
    });
    this.traffic = new Traffic({
      limits: load,
      stages: this.stages,
      books: this.books,
      health: this.health,
      samples: this.samples,
      now,
      acknowledge,
      afterOutcome: (nowMs) => this.afterOutcome(nowMs),
    });
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
    this.pacer = new Pacer(now, (nowMs) => this.turn(nowMs));
    this.traffic.reserve(options.origin, Math.min(largestReserve, Math.ceil(peakPerSecond(load.stages) * reserveSeconds)));
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

  hold(): void {
    const nowMs = this.now();
    if (this.over || this.heldSinceMs !== null || nowMs < 0 || nowMs >= this.arrivals.endMs) return;
    this.sendDue(nowMs, Number.POSITIVE_INFINITY);
    this.startStages(nowMs);
    this.heldSinceMs = nowMs;
    this.arrivals.hold(nowMs);
    this.stages.hold(nowMs);
    this.pacer.wakeBy(this.arrivals.next());
  }

  release(): void {
    if (this.over || this.heldSinceMs === null) return;
    const nowMs = this.now();
    this.sendDue(nowMs, Number.POSITIVE_INFINITY);
    this.heldSinceMs = null;
    const byMs = this.arrivals.release(nowMs);
    this.heldMs += byMs;
    this.stages.release(byMs);
    this.pacer.wakeBy(this.nextMs());
  }

  shiftMs(): number {
    return this.heldMs + (this.heldSinceMs === null ? 0 : Math.max(0, this.now() - this.heldSinceMs));
  }

  /** Does what is due; tells when the next thing is. */
  private turn(nowMs: number): number {
    this.startStages(nowMs);
    this.traffic.turn(nowMs);
    this.sendDue(nowMs, sendsInOneGo);
    if (nowMs >= this.nextReportMs) {
      this.options.emit(this.health.report(this.traffic.inFlight));
      this.nextReportMs = after(this.nextReportMs, reportEveryMs, nowMs);
    }
    if (nowMs >= this.nextFlushMs) {
      this.flush();
      this.samples.flush(nowMs, this.options.emit);
      this.nextFlushMs = after(this.nextFlushMs, flushEveryMs, nowMs);
    }
    if (this.isDone(nowMs)) this.finish(nowMs);
    return this.over ? Number.POSITIVE_INFINITY : this.nextMs();
  }

  private nextMs(): number {
    const stageMs = this.nextStage < this.stages.count ? this.stages.startOf(this.nextStage) : this.arrivals.endMs;
    return Math.min(
      this.arrivals.next(),
      this.traffic.nextMs(),
      stageMs > this.now() ? stageMs : Number.POSITIVE_INFINITY,
      this.nextFlushMs,
      this.nextReportMs,
    );
  }

  private sendDue(nowMs: number, atMost: number): void {
    const { choose } = this.options.journeys;
    for (let n = 0; n < atMost; n += 1) {
      const dueMs = this.arrivals.next();
      if (dueMs > nowMs) return;
      const k = this.nextArrival();
      this.traffic.arrive(k, choose(k), dueMs);
    }
  }

  private nextArrival(): number {
    const { k } = this;
    this.k += 1;
    this.arrivals.advance();
    return k;
  }

  /** Between turns, when answers have been read: what is due by now need not wait for the timer. */
  private afterOutcome(nowMs: number): void {
    if (this.over) return;
    this.sendDue(nowMs, sendsInOneGo);
    this.pacer.wakeBy(this.isDone(nowMs) ? nowMs : Math.min(this.arrivals.next(), this.traffic.nextMs()));
  }

  private startStages(nowMs: number): void {
    for (; this.nextStage < this.stages.count && this.stages.startOf(this.nextStage) <= nowMs; this.nextStage += 1) {
      const stage = this.options.load.stages[this.nextStage] as PlannedStage;
      this.options.emit(
        { type: 'stage', index: this.nextStage, name: stage.name, forMs: stage.forMs },
        this.stages.startOf(this.nextStage),
      );
    }
  }

  private isDone(nowMs: number): boolean {
    return nowMs >= this.arrivals.endMs && this.arrivals.next() === Number.POSITIVE_INFINITY && this.traffic.isQuiet;
  }

  private flush(): void {
    const increments = this.books.flush();
    if (increments !== undefined) this.options.emit({ type: 'load', ...increments });
  }

  private finish(nowMs: number): void {
    this.over = true;
    this.pacer.stop();
    this.traffic.stop(nowMs);
    this.options.emit(this.health.report(0));
    this.flush();
    this.samples.finish(this.options.emit);
    this.health.stop();
    this.resolveEnded();
  }
}

function peakPerSecond(stages: readonly PlannedStage[]): number {
  return Math.max(0, ...stages.map(({ shape }) => Math.max(...Object.values(endsOf(shape)))));
}

/** The next of the regular times after now; those that a stall has skipped are not made up for. */
function after(lastMs: number, everyMs: number, nowMs: number): number {
  return lastMs + everyMs * (Math.floor((nowMs - lastMs) / everyMs) + 1);
}
