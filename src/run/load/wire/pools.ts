/** All connections of a load, a pool for each origin, and whether more may be opened just now. */
import type { PlannedLoad } from '../../../plan/plan.ts';
import type { RequestOwner } from './client.ts';
import type { Dial } from './dial.ts';
import { OpenAllowance } from './open-allowance.ts';
import type { Origin } from './origin.ts';
import { ConnectionPool, type Retirement } from './pool.ts';

export class Pools<X> {
  private readonly owner: RequestOwner<X>;
  private readonly dial: Dial;
  private readonly retirement: Retirement;
  private readonly byOrigin = new Map<string, ConnectionPool<X>>();
  /** To the target's own origin. */
  private main: ConnectionPool<X> | null = null;
  private readonly opens: OpenAllowance;

  /** `mostPerSecond`: connections that the plan may need each second. */
  constructor(owner: RequestOwner<X>, dial: Dial, connections: PlannedLoad['connections'], mostPerSecond: number) {
    this.owner = owner;
    this.dial = dial;
    const { maxRequests, maxAgeMs } = typeof connections === 'object' ? connections : { maxRequests: null, maxAgeMs: null };
    this.retirement = { maxRequests: maxRequests ?? Number.POSITIVE_INFINITY, maxAgeMs: maxAgeMs ?? Number.POSITIVE_INFINITY };
    this.opens = new OpenAllowance(mostPerSecond);
  }

  of(origin: Origin): ConnectionPool<X> {
    let pool = this.byOrigin.get(origin.key);
    if (pool === undefined) {
      pool = new ConnectionPool<X>(origin, this.owner, this.retirement, this.dial);
      this.byOrigin.set(origin.key, pool);
    }
    return pool;
  }

  /** Has connections to the target's own origin ready to be opened. */
  reserve(origin: Origin, count: number): void {
    this.main = this.of(origin);
    this.main.reserve(count);
  }

  /**
   * Whether answers should be read before more is sent. After a stall of this process many sends are due at once, and the
   * connections that carried the last ones are free again, which is not known before their answers are read: to open others
   * meanwhile would take longer than the stall did.
   */
  get shouldRead(): boolean {
    return this.opens.isSpent && !(this.main?.hasIdle ?? true);
  }

  /** An attempt to open one begins. */
  opening(): void {
    this.opens.spend();
  }

  turn(nowMs: number): void {
    this.opens.grow(nowMs);
  }

  closeIdle(): void {
    for (const pool of this.byOrigin.values()) pool.closeIdle();
  }
}
