/**
 * The connections to one origin. A send never waits for a free one: where none is idle another is opened, because that is
 * what the next visitor would do. Kept ones are taken last in, first out, so that what a peak opened falls idle after it.
 */
import { Connection, type ConnectionFailure, type ConnectionOwner, type RequestOwner } from './client.ts';
import type { Dial } from './dial.ts';
import type { Origin } from './origin.ts';

/** When a connection that could be kept is closed all the same. */
export interface Retirement {
  readonly maxRequests: number;
  readonly maxAgeMs: number;
}

export class ConnectionPool<X> implements ConnectionOwner<X> {
  private readonly origin: Origin;
  private readonly owner: RequestOwner<X>;
  private readonly retirement: Retirement;
  private readonly dial: Dial;
  private readonly idle: Connection<X>[] = [];
  /** Closed ones, kept because building one costs more than opening it. */
  private readonly closed: Connection<X>[] = [];

  constructor(origin: Origin, owner: RequestOwner<X>, retirement: Retirement, dial: Dial) {
    this.origin = origin;
    this.owner = owner;
    this.retirement = retirement;
    this.dial = dial;
  }

  get hasIdle(): boolean {
    return this.idle.length > 0;
  }

  /** Builds connections ahead of time, without opening them: building takes as long as opening, and a spike needs many at once. */
  reserve(count: number): void {
    while (this.closed.length < count) this.closed.push(new Connection<X>(this.origin, this, this.dial));
  }

  /** A connection for one request, open or not; it belongs to the caller until given back. */
  take(nowMs: number): Connection<X> {
    for (;;) {
      const connection = this.idle.pop();
      if (connection === undefined) return this.closed.pop() ?? new Connection<X>(this.origin, this, this.dial);
      if (this.mayCarryMore(connection, nowMs)) return connection;
      connection.abandon();
      this.closed.push(connection);
    }
  }

  /** Whether an open connection may carry another request, by what the target announced and by what the load says. */
  mayCarryMore(connection: Connection<X>, nowMs: number): boolean {
    return connection.mayBeReused(nowMs) && !this.isRetired(connection, nowMs);
  }

  give(connection: Connection<X>, nowMs: number): void {
    if (connection.isOpen && this.isRetired(connection, nowMs)) connection.abandon();
    if (connection.isOpen) {
      connection.idleSinceMs = nowMs;
      this.idle.push(connection);
    } else this.closed.push(connection);
  }

  /** Closes what is idle; what is out is the caller's. */
  closeIdle(): void {
    for (const connection of this.idle.splice(0)) connection.abandon();
  }

  opening(connection: Connection<X>): void {
    this.owner.opening(connection);
  }

  opened(connection: Connection<X>): void {
    this.owner.opened(connection);
  }

  answered(connection: Connection<X>, exchange: X): void {
    this.owner.answered(connection, exchange);
  }

  failed(connection: Connection<X>, exchange: X, outcome: ConnectionFailure, cause: string): void {
    this.owner.failed(connection, exchange, outcome, cause);
  }

  ended(connection: Connection<X>): void {
    const at = this.idle.indexOf(connection);
    if (at < 0) return;
    this.idle.splice(at, 1);
    this.closed.push(connection);
  }

  private isRetired(connection: Connection<X>, nowMs: number): boolean {
    return connection.requests >= this.retirement.maxRequests || nowMs - connection.openedMs >= this.retirement.maxAgeMs;
  }
}
