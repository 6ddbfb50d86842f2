import { randomBytes } from 'node:crypto';
import type { Collection } from './collection.ts';
import { Lease } from './lease.ts';
import { Undoing } from './undo.ts';

/** The leases that live, by their id. */
export class Leases {
  readonly #leases = new Map<string, Lease>();
  readonly #undoing: Undoing;

  constructor(proxies: Collection) {
    this.#undoing = new Undoing(proxies);
  }

  grant(owner: string, ttlMs: number): Lease {
    const id = randomBytes(10).toString('hex');
    const lease = new Lease({ id, owner, ttlMs, undoing: this.#undoing, onEnd: () => this.#leases.delete(id) });
    this.#leases.set(id, lease);
    return lease;
  }

  named(id: string): Lease | undefined {
    return this.#leases.get(id);
  }

  /** In the order they were granted. */
  all(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    this.#undoing.close();
    await Promise.all(this.all().map((lease) => lease.end()));
  }
}
