/**
 * The books: every intended request is entered once and gets exactly one outcome. What has changed since the last flush
 * goes out as increments, so that memory does not grow with the run. A request belongs to the bin, stage and route of its
 * intended time, however late its outcome comes.
 */
import type { ErrorCount, JourneyBin, LoadBin, Outcome, OutcomeCounts, RouteBin } from '../../../events/event.ts';
import { outcomes } from '../../../events/event.ts';
import { Histogram } from '../../../events/histogram.ts';
import type { StageClock } from '../pace/stage-clock.ts';

const binMs = 50;
const routeBinMs = 200;

/** What the books need to know about a request. Times are milliseconds from t = 0. */
export interface Entry {
  readonly route: number;
  readonly intendedMs: number;
  readonly stage: number;
}

export interface LoadIncrements {
  bins: LoadBin[];
  routes: RouteBin[];
  errors: ErrorCount[];
  /** Only where a journey has more than one step. */
  journeys?: JourneyBin[];
}

interface OpenBin {
  readonly atMs: number;
  readonly stage: number;
  intended: number;
  readonly counts: Partial<Record<Outcome, number>>;
  /** Made with the first. */
  errorTimes: Histogram | null;
  signed: Record<string, number> | null;
}

interface OpenRouteBin extends Omit<OpenBin, 'errorTimes' | 'signed'> {
  readonly route: number;
  degraded: number;
  shed: number;
  redirects: number;
  readonly ok: Histogram;
  readonly failed: Histogram;
  readonly service: Histogram;
}

interface OpenError {
  readonly route: number;
  readonly stage: number;
  readonly outcome: Outcome;
  readonly cause: string;
  count: number;
  firstMs: number;
  lastMs: number;
}

export class Accounting {
  readonly totals: Record<Outcome, number> = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  intended = 0;

  private readonly routes: readonly string[];
  private readonly stages: StageClock;
  private readonly bins = new Map<number, OpenBin>();
  private readonly routeBins = new Map<number, OpenRouteBin>();
  private readonly errors = new Map<string, OpenError>();

  private readonly keepsErrorTimes: boolean;

  /** `keepsErrorTimes`: of each 50 ms, how long http-errors took, which a breaker may show itself by. */
  constructor(routes: readonly string[], stages: StageClock, keepsErrorTimes = false) {
    this.routes = routes;
    this.stages = stages;
    this.keepsErrorTimes = keepsErrorTimes;
  }

  intend(entry: Entry): void {
    this.intended += 1;
    this.binOf(entry).intended += 1;
    this.routeBinOf(entry).intended += 1;
  }

  ok(entry: Entry, degraded: boolean, responseMs: number, serviceMs: number): void {
    const bin = this.count(entry, 'ok');
    if (degraded) bin.degraded += 1;
    bin.ok.record(responseMs * 1_000);
    bin.service.record(serviceMs * 1_000);
  }

  /** Sent, and ended in another way than ok. */
  failed(entry: Entry, outcome: Outcome, cause: string, shed: boolean, responseMs: number, serviceMs: number): void {
    const bin = this.count(entry, outcome);
    if (shed) bin.shed += 1;
    bin.failed.record(responseMs * 1_000);
    bin.service.record(serviceMs * 1_000);
    this.explain(entry, outcome, cause);
    if (this.keepsErrorTimes && outcome === 'httpError')
      (this.binOf(entry).errorTimes ??= new Histogram()).record(toAnEighth(serviceMs * 1_000));
  }

  /** Its answer bears a signature of the breaker. */
  signed(entry: Entry, breaker: string): void {
    const bin = this.binOf(entry);
    bin.signed ??= {};
    bin.signed[breaker] = (bin.signed[breaker] ?? 0) + 1;
  }

  /** A redirect was followed: the request is still the same one. */
  redirected(entry: Entry): void {
    this.routeBinOf(entry).redirects += 1;
  }

  /** Never sent, or given up by the tool itself: without times. */
  gone(entry: Entry, outcome: 'dropped' | 'cancelled', cause: string): void {
    this.count(entry, outcome);
    this.explain(entry, outcome, cause);
  }

  /** What has come since the last flush; undefined when there is nothing. */
  flush(): LoadIncrements | undefined {
    if (this.bins.size === 0 && this.routeBins.size === 0) return undefined;
    const open = [...this.bins.values()];
    // In all of a line or in none: what is alike is written shortest.
    const [withTimes, withSigned] = [open.some((bin) => bin.errorTimes !== null), open.some((bin) => bin.signed !== null)];
    const bins = open.map((bin) => ({
      atMs: bin.atMs,
      stage: bin.stage,
      intended: bin.intended,
      outcomes: bin.counts,
      ...(withTimes ? { errorTimes: bin.errorTimes?.toSparse() ?? [] } : {}),
      ...(withSigned ? { signed: bin.signed ?? {} } : {}),
    }));
    const routes = [...this.routeBins.values()].map((bin) => ({
      atMs: bin.atMs,
      stage: bin.stage,
      route: this.routes[bin.route] as string,
      intended: bin.intended,
      outcomes: bin.counts satisfies OutcomeCounts,
      degraded: bin.degraded,
      shed: bin.shed,
      okTimes: bin.ok.toSparse(),
      failedTimes: bin.failed.toSparse(),
      serviceTimes: bin.service.toSparse(),
      ...(bin.redirects === 0 ? {} : { redirects: bin.redirects }),
    }));
    const errors = [...this.errors.values()].map((error) => ({ ...error, route: this.routes[error.route] as string }));
    this.bins.clear();
    this.routeBins.clear();
    this.errors.clear();
    return { bins, routes, errors };
  }

  private count(entry: Entry, outcome: Outcome): OpenRouteBin {
    this.totals[outcome] += 1;
    const bin = this.binOf(entry);
    bin.counts[outcome] = (bin.counts[outcome] ?? 0) + 1;
    const routeBin = this.routeBinOf(entry);
    routeBin.counts[outcome] = (routeBin.counts[outcome] ?? 0) + 1;
    return routeBin;
  }

  private explain(entry: Entry, outcome: Outcome, cause: string): void {
    const key = `${entry.route} ${entry.stage} ${outcome} ${cause}`;
    const error = this.errors.get(key);
    if (error === undefined) {
      this.errors.set(key, {
        route: entry.route,
        stage: entry.stage,
        outcome,
        cause,
        count: 1,
        firstMs: entry.intendedMs,
        lastMs: entry.intendedMs,
      });
    } else {
      error.count += 1;
      if (entry.intendedMs < error.firstMs) error.firstMs = entry.intendedMs;
      if (entry.intendedMs > error.lastMs) error.lastMs = entry.intendedMs;
    }
  }

  private binOf(entry: Entry): OpenBin {
    const slot = Math.floor(entry.intendedMs / binMs);
    const key = slot * this.stages.count + entry.stage;
    let bin = this.bins.get(key);
    if (bin === undefined) {
      bin = {
        atMs: this.stages.cut(slot * binMs, entry.stage),
        stage: entry.stage,
        intended: 0,
        counts: {},
        errorTimes: null,
        signed: null,
      };
      this.bins.set(key, bin);
    }
    return bin;
  }

  private routeBinOf(entry: Entry): OpenRouteBin {
    const slot = Math.floor(entry.intendedMs / routeBinMs);
    const key = (slot * this.stages.count + entry.stage) * this.routes.length + entry.route;
    let bin = this.routeBins.get(key);
    if (bin === undefined) {
      bin = {
        atMs: this.stages.cut(slot * routeBinMs, entry.stage),
        stage: entry.stage,
        route: entry.route,
        intended: 0,
        counts: {},
        degraded: 0,
        shed: 0,
        redirects: 0,
        ok: new Histogram(),
        failed: new Histogram(),
        service: new Histogram(),
      };
      this.routeBins.set(key, bin);
    }
    return bin;
  }
}

/** The middle of an eighth of its power of two: off by 6 % at most, and few different values in 50 ms. */
function toAnEighth(micros: number): number {
  const value = Math.max(1, Math.round(micros));
  const eighth = 2 ** Math.max(0, Math.floor(Math.log2(value)) - 3);
  return Math.floor(value / eighth) * eighth + Math.floor(eighth / 2);
}
