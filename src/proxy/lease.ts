import type { Undone, UndoItem, Undoing } from './undo.ts';

/** An item on a lease. */
export interface LeaseItem {
  readonly number: number;
  readonly item: UndoItem;
  /** When it is undone alone, wall clock; null: with its lease. */
  readonly expiresAtMs: number | null;
}

interface Kept extends LeaseItem {
  readonly key: string | undefined;
  readonly timer: NodeJS.Timeout | undefined;
}

/**
 * What a client did, kept to be taken back when the client is gone. A lease lives by its TTL until it is held; from then on
 * by the connection that holds it, and if it is renewed all the same, by both: so a holder whose machine is gone without a
 * word, or that hangs, can be told by its silence. When a lease ends, its items are undone, the latest first.
 */
export class Lease {
  readonly id: string;
  readonly owner: string;
  readonly #undoing: Undoing;
  readonly #onEnd: () => void;
  readonly #items = new Map<number, Kept>();
  readonly #holds = new Set<() => void>();
  #numbered = 0;
  #expiresAtMs: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ended: Promise<readonly (LeaseItem & Undone)[]> | undefined;

  constructor(setup: {
    readonly id: string;
    readonly owner: string;
    readonly ttlMs: number;
    readonly undoing: Undoing;
    readonly onEnd: () => void;
  }) {
    this.id = setup.id;
    this.owner = setup.owner;
    this.#undoing = setup.undoing;
    this.#onEnd = setup.onEnd;
    this.renew(setup.ttlMs);
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  /** Wall clock; null while it does not end by time. */
  get expiresAtMs(): number | null {
    return this.#expiresAtMs;
  }

  get items(): readonly LeaseItem[] {
    return [...this.#items.values()];
  }

  /** From now on it lives for at most `ttlMs`. */
  renew(ttlMs: number): void {
    this.#expiresAtMs = Date.now() + ttlMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.end(), ttlMs);
  }

  /** It ends by time no more. `release` is called when the lease ends otherwise. What is returned is to be called when the connection has ended: with the last one the lease ends. */
  hold(release: () => void): () => void {
    this.#holds.add(release);
    clearTimeout(this.#timer);
    this.#expiresAtMs = null;
    return () => {
      if (this.#holds.delete(release) && !this.held) void this.end();
    };
  }

  /** Before the deed: from now on it will be undone. Returns the item's number. A second one of the same `key`, while that is on the lease, is the first one sent again. */
  announce(item: UndoItem, ttlMs?: number, key?: string): number {
    const known = key === undefined ? undefined : [...this.#items.values()].find((kept) => kept.key === key);
    if (known !== undefined) return known.number;
    const number = ++this.#numbered;
    const timer = ttlMs === undefined ? undefined : setTimeout(() => this.#expire(number), ttlMs);
    this.#items.set(number, { number, item, key, expiresAtMs: ttlMs === undefined ? null : Date.now() + ttlMs, timer });
    return number;
  }

  /** It was undone, or never done. Nothing happens when it is off already. */
  takeOff(number: number): void {
    clearTimeout(this.#items.get(number)?.timer);
    this.#items.delete(number);
  }

  /** Undoes everything once, however often it is called. Never rejects. */
  end(): Promise<readonly (LeaseItem & Undone)[]> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<readonly (LeaseItem & Undone)[]> {
    clearTimeout(this.#timer);
    this.#onEnd();
    const latestFirst = this.items.toReversed();
    for (const { number } of latestFirst) this.takeOff(number);
    for (const release of this.#holds) release();
    // All are asked for at once: what concerns one proxy keeps its order, and one that can't be undone now holds up no other.
    return Promise.all(latestFirst.map(async (kept) => ({ ...kept, ...(await this.#undoing.undo(kept.item)) })));
  }

  #expire(number: number): void {
    const kept = this.#items.get(number);
    this.takeOff(number);
    if (kept !== undefined) void this.#undoing.undo(kept.item);
  }
}
