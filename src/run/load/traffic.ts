/**
 * The visitors under way: every request from its intended time to its one outcome. Nothing on the way of a request waits on
 * a promise: it is sent in a turn of the pacer, and its outcome comes in a callback of its connection.
 */
import { draw } from '../random.ts';
import type { Accounting } from './books/accounting.ts';
import { Outcomes } from './books/outcomes.ts';
import type { Connection, ConnectionFailure, RequestOwner } from './wire/client.ts';
import type { Health } from './health.ts';
import { InFlight } from './pace/in-flight.ts';
import { Visit, type Step } from './visit/journey.ts';
import type { JourneyBooks } from './books/journey-books.ts';
import type { Origin } from './wire/origin.ts';
import { ownCauses, type OwnCauses } from './own-causes.ts';
import { Pools } from './wire/pools.ts';
import type { Signed } from './books/signed.ts';
import { Session } from './visit/session.ts';
import { Thinking } from './pace/thinking.ts';
import type { TrafficOptions } from './traffic-options.ts';

/** How many go on from their pauses before answers are read again. */
const pausesInOneGo = 128;

export class Traffic implements RequestOwner<Visit> {
  private readonly options: TrafficOptions;
  private readonly now: () => number;
  private readonly books: Accounting;
  private readonly journeys: JourneyBooks | null;
  private readonly health: Health;
  private readonly outcomes: Outcomes;
  private readonly signed: Signed | null;
  private readonly flight = new InFlight();
  private readonly thinking = new Thinking();
  private readonly pools: Pools<Visit>;
  private readonly journeyEnded: TrafficOptions['journeyEnded'];
  private readonly perJourney: boolean;
  private readonly causes: OwnCauses;

  constructor(options: TrafficOptions) {
    this.options = options;
    this.now = options.now;
    this.books = options.books;
    this.journeys = options.journeys;
    this.health = options.health;
    this.journeyEnded = options.journeyEnded;
    this.signed = options.signed;
    this.outcomes = new Outcomes(options.books, options.samples);
    this.perJourney = options.limits.connections === 'per-journey';
    this.pools = new Pools<Visit>(this, options.dial, options.limits.connections, options.mostPerSecond);
    this.causes = ownCauses(options.limits);
  }

  /** Has connections to an origin ready to be opened. */
  reserve(origin: Origin, count: number): void {
    this.pools.reserve(origin, Math.min(count, this.options.mostInFlight));
  }

  /** Whether answers should be read before more is sent. */
  get shouldRead(): boolean {
    return this.pools.shouldRead;
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
    this.intend(this.begin(k, steps, dueMs), dueMs);
  }

  /** As `arrive`, but the run was stopped before it could be sent. */
  arriveTooLate(k: number, steps: readonly Step[], dueMs: number): void {
    this.cancel(this.enter(this.begin(k, steps, dueMs), dueMs));
  }

  /** Gives up what has waited for its answer for too long, and sends on those whose pause is over. */
  turn(nowMs: number): void {
    this.pools.turn(nowMs);
    const { timeoutMs } = this.options.limits;
    for (let { oldest } = this.flight; oldest !== null && nowMs - oldest.sentMs >= timeoutMs; { oldest } = this.flight)
      this.expire(oldest, nowMs);
    for (let n = 0; n < pausesInOneGo && this.thinking.next() <= nowMs; n += 1) {
      const { visit, dueMs } = this.thinking.take();
      this.intend(visit, dueMs);
    }
  }

  /** Ends everything: what is due or in flight is cancelled, pauses that last are forgotten, connections are closed. */
  stop(nowMs: number): void {
    while (this.thinking.size > 0) {
      const { visit, dueMs } = this.thinking.take();
      if (dueMs <= nowMs) this.cancel(this.enter(visit, dueMs));
      else {
        this.journeys?.cancel(visit);
        visit.connection?.abandon();
      }
    }
    for (let { oldest } = this.flight; oldest !== null; { oldest } = this.flight) {
      this.flight.remove(oldest);
      this.cancel(oldest);
    }
    this.pools.closeIdle();
  }

  opening(connection: Connection<Visit>): void {
    this.pools.opening();
    connection.openedMs = this.now();
    this.health.connectionOpened();
  }

  opened(connection: Connection<Visit>): void {
    this.health.connectionEstablished(this.now() - connection.openedMs);
  }

  answered(connection: Connection<Visit>, visit: Visit): void {
    const nowMs = this.now();
    const { step } = visit;
    const hop = step.session === null ? null : (visit.session as Session).after(connection, step.session);
    // The request goes on as it is, in flight since it was first sent.
    if (hop !== null && 'origin' in hop) {
      this.books.redirected(visit);
      connection.idleSinceMs = nowMs;
      return this.sendTo(visit, hop.origin, hop.bytes, hop.bodyless, nowMs);
    }
    this.flight.remove(visit);
    if (hop === null) this.judged(connection, visit, nowMs);
    else this.refused(connection, visit, hop.cause, false, nowMs);
    this.options.afterOutcome(nowMs);
  }

  failed(connection: Connection<Visit>, visit: Visit, outcome: ConnectionFailure, cause: string): void {
    const nowMs = this.now();
    this.flight.remove(visit);
    if (outcome === 'connectError' || !connection.established) this.health.connectionFailed();
    this.outcomes.failed(visit, outcome, cause, false, nowMs, connection);
    this.fail(visit, nowMs);
    this.options.afterOutcome(nowMs);
  }

  private judged(connection: Connection<Visit>, visit: Visit, nowMs: number): void {
    const { cause, shed, degraded, acknowledged, captured } = visit.step.judge.judge(connection, visit, nowMs - visit.sentMs);
    if (acknowledged !== null) this.options.acknowledge(acknowledged, nowMs);
    if (cause !== null) return this.refused(connection, visit, cause, shed, nowMs);
    // First, because what was captured under the name of a secret must not stand in an example.
    if (captured !== null) visit.vars = visit.vars === null ? captured : { ...visit.vars, ...captured };
    if (degraded && this.signed !== null) this.signed.see(visit, connection);
    this.outcomes.ok(visit, degraded, nowMs, connection);
    this.goOn(visit, nowMs);
  }

  /** A complete answer that is not ok. */
  private refused(connection: Connection<Visit>, visit: Visit, cause: string, shed: boolean, nowMs: number): void {
    if (this.signed !== null) this.signed.see(visit, connection);
    this.outcomes.failed(visit, 'httpError', cause, shed, nowMs, connection);
    this.fail(visit, nowMs);
  }

  private begin(k: number, steps: readonly Step[], dueMs: number): Visit {
    const visit = new Visit(k, steps);
    if (this.journeys !== null) {
      visit.startMs = dueMs;
      visit.startStage = this.options.stages.at(dueMs);
      this.journeys.start(visit);
    }
    return visit;
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
    visit.request = null;
    this.books.intend(visit);
    return visit;
  }

  private send(visit: Visit, nowMs: number): void {
    const { request, session } = visit.step;
    let bytes: Buffer | string;
    try {
      const filled = request.fill(visit);
      bytes = session === null ? filled : (visit.session ??= new Session()).begin(request.origin, filled);
    } catch {
      return this.drop(visit, this.causes.unwritable, nowMs);
    }
    visit.sentMs = nowMs;
    this.flight.add(visit);
    this.health.sentLate(nowMs - visit.intendedMs);
    this.sendTo(visit, request.origin, bytes, request.bodyless, nowMs);
  }

  /** Hands the bytes of a request that is in flight to a connection. */
  private sendTo(visit: Visit, origin: Origin, bytes: Buffer | string, bodyless: boolean, nowMs: number): void {
    visit.request = bytes;
    const pool = this.pools.of(origin);
    if (visit.pool !== pool) {
      this.giveBack(visit, nowMs);
      visit.pool = pool;
    }
    const connection = (visit.connection ??= pool.take(nowMs));
    if (connection.isOpen && !pool.mayCarryMore(connection, nowMs)) connection.abandon();
    connection.send(visit, bytes, bodyless, visit.step.judge.readsBody);
  }

  /** After an ok: the next step, now or after a pause; or home. */
  private goOn(visit: Visit, nowMs: number): void {
    const { thinkMs, thinkSpanMs, thinkStream } = visit.step;
    if (!visit.hasNext) {
      this.journeys?.complete(visit, nowMs);
      return this.endJourney(visit, nowMs);
    }
    if (this.perJourney) (visit.connection as Connection<Visit>).idleSinceMs = nowMs;
    else this.giveBack(visit, nowMs);
    visit.index += 1;
    const pauseMs = thinkSpanMs > 0 ? thinkMs + draw(thinkStream, visit.k) * thinkSpanMs : thinkMs;
    if (pauseMs > 0) this.thinking.add(visit, nowMs + pauseMs);
    else this.intend(visit, nowMs);
  }

  private expire(visit: Visit, nowMs: number): void {
    const connection = visit.connection as Connection<Visit>;
    this.flight.remove(visit);
    if (!connection.established) this.health.connectionFailed();
    const cause = connection.established ? this.causes.timeout : this.causes.connecting;
    this.outcomes.failed(visit, 'timeout', cause, false, nowMs, connection);
    connection.abandon();
    this.fail(visit, nowMs);
  }

  private drop(visit: Visit, cause: string, nowMs: number): void {
    this.outcomes.dropped(visit, cause);
    this.fail(visit, nowMs);
  }

  /** A request that did not end ok has its outcome, and ends its journey. */
  private fail(visit: Visit, nowMs: number): void {
    this.journeys?.fail(visit);
    this.endJourney(visit, nowMs);
  }

  private endJourney(visit: Visit, nowMs: number): void {
    this.giveBack(visit, nowMs);
    if (this.journeyEnded !== null) this.journeyEnded(nowMs);
  }

  private cancel(visit: Visit): void {
    this.outcomes.cancelled(visit);
    this.journeys?.cancel(visit);
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
}
