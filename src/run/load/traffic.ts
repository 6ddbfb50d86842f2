/**
 * The visitors under way: every request from its intended time to its one outcome. Nothing on the way of a request waits on
 * a promise: it is sent in a turn of the pacer, and its outcome comes in a callback of its connection.
 */
import type { PlannedLoad } from '../../plan/plan.ts';
import { formatMs } from '../../units.ts';
import type { Accounting } from './accounting.ts';
import type { Connection, ConnectionFailure, RequestOwner } from './client.ts';
import type { Health } from './health.ts';
import { InFlight } from './in-flight.ts';
import { Visit, type Step } from './journey.ts';
import type { Origin } from './origin.ts';
import { ConnectionPool, type Retirement } from './pool.ts';
import type { StageClock } from './stage-clock.ts';
import { Thinking } from './thinking.ts';

export interface TrafficOptions {
  readonly limits: Pick<PlannedLoad, 'timeoutMs' | 'deadlineMs' | 'maxInFlight' | 'connections'>;
  /** Of `maxInFlight`, how many may be in flight here. */
  readonly mostInFlight: number;
  readonly stages: StageClock;
  readonly books: Accounting;
  readonly health: Health;
  /** Milliseconds from t = 0. */
  readonly now: () => number;
  readonly acknowledge: (id: string) => void;
  /** Called after each outcome that a connection told, outside of any turn. */
  readonly afterOutcome: (nowMs: number) => void;
}

const cancelled = 'the run was stopped';

export class Traffic implements RequestOwner<Visit> {
  private readonly options: TrafficOptions;
  private readonly now: () => number;
  private readonly books: Accounting;
  private readonly health: Health;
  private readonly flight = new InFlight();
  private readonly thinking = new Thinking();
  private readonly pools = new Map<string, ConnectionPool<Visit>>();
  private readonly retirement: Retirement;
  private readonly perJourney: boolean;
  private readonly causes: { readonly timeout: string; readonly deadline: string; readonly limit: string };

  constructor(options: TrafficOptions) {
    this.options = options;
    this.now = options.now;
    this.books = options.books;
    this.health = options.health;
    const { connections, timeoutMs, deadlineMs, maxInFlight } = options.limits;
    this.perJourney = connections === 'per-journey';
    const { maxRequests, maxAgeMs } = typeof connections === 'object' ? connections : { maxRequests: null, maxAgeMs: null };
    this.retirement = { maxRequests: maxRequests ?? Number.POSITIVE_INFINITY, maxAgeMs: maxAgeMs ?? Number.POSITIVE_INFINITY };
    this.causes = {
      timeout: `no answer within ${formatMs(timeoutMs)}`,
      deadline: `not sent within ${formatMs(deadlineMs)}`,
      limit: `in-flight limit of ${maxInFlight}`,
    };
  }

  /** Has connections to an origin ready to be opened. */
  reserve(origin: Origin, count: number): void {
    this.poolOf(origin).reserve(Math.min(count, this.options.mostInFlight));
  }

  get inFlight(): number {
    return this.flight.size;
  }

  /** Nobody is in flight or between two steps. */
  get isQuiet(): boolean {
    return this.flight.size === 0 && this.thinking.size === 0;
  }

  /** When something here is due by itself: a pause ends or the oldest request expires. */
  nextMs(): number {
    const { oldest } = this.flight;
    return Math.min(this.thinking.next(), oldest === null ? Number.POSITIVE_INFINITY : oldest.sentMs + this.options.limits.timeoutMs);
  }

  /** Arrival number k, intended for `dueMs`, which is now or past. */
  arrive(k: number, steps: readonly Step[], dueMs: number): void {
    this.intend(new Visit(k, steps), dueMs);
  }

  /** As `arrive`, but the run was stopped before it could be sent. */
  arriveTooLate(k: number, steps: readonly Step[], dueMs: number): void {
    this.cancel(this.enter(new Visit(k, steps), dueMs));
  }

  /** Gives up what has waited for its answer for too long, and sends on those whose pause is over. */
  turn(nowMs: number): void {
    const { timeoutMs } = this.options.limits;
    for (let { oldest } = this.flight; oldest !== null && nowMs - oldest.sentMs >= timeoutMs; { oldest } = this.flight)
      this.expire(oldest, nowMs);
    while (this.thinking.next() <= nowMs) {
      const { visit, dueMs } = this.thinking.take();
      this.intend(visit, dueMs);
    }
  }

  /** Ends everything: what is due or in flight is cancelled, pauses that last are forgotten, connections are closed. */
  stop(nowMs: number): void {
    while (this.thinking.size > 0) {
      const { visit, dueMs } = this.thinking.take();
      if (dueMs <= nowMs) this.cancel(this.enter(visit, dueMs));
      else visit.connection?.abandon();
    }
    for (let { oldest } = this.flight; oldest !== null; { oldest } = this.flight) {
      this.flight.remove(oldest);
      this.cancel(oldest);
    }
    for (const pool of this.pools.values()) pool.closeIdle();
  }

  answered(connection: Connection<Visit>, visit: Visit): void {
    const nowMs = this.now();
    this.flight.remove(visit);
    const judgement = visit.step.judge.judge(connection);
    if (judgement.acknowledged !== null) this.options.acknowledge(judgement.acknowledged);
    const responseMs = nowMs - visit.intendedMs;
    const serviceMs = nowMs - visit.sentMs;
    if (judgement.cause !== null) {
      this.books.failed(visit, 'httpError', judgement.cause, judgement.shed, responseMs, serviceMs);
      this.giveBack(visit, nowMs);
    } else {
      this.books.ok(visit, judgement.degraded, responseMs, serviceMs);
      if (judgement.captured !== null) visit.vars = visit.vars === null ? judgement.captured : { ...visit.vars, ...judgement.captured };
      this.goOn(visit, nowMs);
    }
    this.options.afterOutcome(nowMs);
  }

  failed(connection: Connection<Visit>, visit: Visit, outcome: ConnectionFailure, cause: string): void {
    const nowMs = this.now();
    this.flight.remove(visit);
    if (outcome === 'connectError') this.health.connectionFailed();
    this.books.failed(visit, outcome, cause, false, nowMs - visit.intendedMs, nowMs - visit.sentMs);
    this.giveBack(visit, nowMs);
    this.options.afterOutcome(nowMs);
  }

  private intend(visit: Visit, dueMs: number): void {
    this.enter(visit, dueMs);
    const nowMs = this.now();
    if (nowMs - dueMs > this.options.limits.deadlineMs) this.drop(visit, this.causes.deadline, nowMs);
    else if (this.flight.size >= this.options.mostInFlight) this.drop(visit, this.causes.limit, nowMs);
    else this.send(visit, nowMs);
  }

  private enter(visit: Visit, dueMs: number): Visit {
    visit.route = visit.step.route;
    visit.intendedMs = dueMs;
    visit.stage = this.options.stages.at(dueMs);
    this.books.intend(visit);
    return visit;
  }

  private send(visit: Visit, nowMs: number): void {
    const { request, judge } = visit.step;
    const bytes = request.fill(visit);
    const pool = this.poolOf(request.origin);
    if (visit.pool !== pool) {
      this.giveBack(visit, nowMs);
      visit.pool = pool;
    }
    const connection = (visit.connection ??= pool.take(nowMs));
    if (connection.isOpen && !connection.mayBeReused(nowMs)) connection.abandon();
    if (!connection.isOpen) {
      connection.openedMs = nowMs;
      this.health.connectionOpened();
    }
    visit.sentMs = nowMs;
    this.flight.add(visit);
    this.health.sentLate(nowMs - visit.intendedMs);
    connection.send(visit, bytes, request.bodyless, judge.readsBody);
  }

  /** After an ok: the next step, now or after a pause; or home. */
  private goOn(visit: Visit, nowMs: number): void {
    const { thinkMs } = visit.step;
    if (!visit.hasNext) return this.giveBack(visit, nowMs);
    if (this.perJourney) (visit.connection as Connection<Visit>).idleSinceMs = nowMs;
    else this.giveBack(visit, nowMs);
    visit.index += 1;
    if (thinkMs > 0) this.thinking.add(visit, nowMs + thinkMs);
    else this.intend(visit, nowMs);
  }

  private expire(visit: Visit, nowMs: number): void {
    const connection = visit.connection as Connection<Visit>;
    this.flight.remove(visit);
    if (!connection.isEstablished) this.health.connectionFailed();
    this.books.failed(visit, 'timeout', this.causes.timeout, false, nowMs - visit.intendedMs, nowMs - visit.sentMs);
    connection.abandon();
    this.giveBack(visit, nowMs);
  }

  private drop(visit: Visit, cause: string, nowMs: number): void {
    this.books.gone(visit, 'dropped', cause);
    this.giveBack(visit, nowMs);
  }

  private cancel(visit: Visit): void {
    this.books.gone(visit, 'cancelled', cancelled);
    visit.connection?.abandon();
  }

  private giveBack(visit: Visit, nowMs: number): void {
    const { connection, pool } = visit;
    visit.connection = null;
    visit.pool = null;
    if (connection === null || pool === null) return;
    if (this.perJourney) connection.abandon();
    pool.give(connection, nowMs);
  }

  private poolOf(origin: Origin): ConnectionPool<Visit> {
    let pool = this.pools.get(origin.key);
    if (pool === undefined) {
      pool = new ConnectionPool<Visit>(origin, this, this.retirement);
      this.pools.set(origin.key, pool);
    }
    return pool;
  }
}
