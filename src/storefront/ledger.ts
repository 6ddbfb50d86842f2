/** Orders that were taken, on disk before anybody is told so. One row an order, in the order of arrival. */
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

export type OrderStatus = 'paid' | 'payment-pending';

export interface Order {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: OrderStatus;
  readonly idempotencyKey: string | null;
}

const pageRows = 1_000;

export class Ledger {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #byKey: StatementSync;
  readonly #page: StatementSync;

  /** Opens or creates the database file. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    // WAL with NORMAL survives the death of the process; only a power cut could take the last orders, and no drill cuts the power.
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS orders (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, status TEXT NOT NULL,
        key TEXT UNIQUE, cents INTEGER NOT NULL
      );`);
    this.#insert = this.#database.prepare('INSERT INTO orders (id, at, status, key, cents) VALUES (?, ?, ?, ?, ?)');
    this.#byKey = this.#database.prepare('SELECT id, at, status, key AS idempotencyKey FROM orders WHERE key = ?');
    this.#page = this.#database.prepare(
      'SELECT number, id, at, status, key AS idempotencyKey FROM orders WHERE number > ? ORDER BY number LIMIT ?',
    );
  }

  /** Returns when the order is on disk. Throws when the id or the key is already there. */
  persist(order: Order, cents: number): void {
    this.#insert.run(order.id, order.at, order.status, order.idempotencyKey, cents);
  }

  byKey(key: string): Order | undefined {
    return this.#byKey.get(key) as unknown as Order | undefined;
  }

  /** `{"orders": [...]}` in pieces, so that a long ledger neither fills memory nor holds up the shop. */
  *json(): Generator<string> {
    yield '{"orders":[';
    let last = 0;
    for (;;) {
      const rows = this.#page.all(last, pageRows) as unknown as (Order & { number: number })[];
      if (rows.length > 0) {
        const text = rows.map(({ id, at, status, idempotencyKey }) => JSON.stringify({ id, at, status, idempotencyKey })).join(',\n');
        yield last === 0 ? `\n${text}` : `,\n${text}`;
        last = rows.at(-1)?.number ?? last;
      }
      if (rows.length < pageRows) break;
    }
    yield ']}\n';
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
