import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../../src/storefront/ledger.ts';
import type { Order } from '../../src/storefront/ledger.ts';

const order = (number: number, idempotencyKey: string | null = null): Order => ({
  id: `order-${number}`,
  at: '2026-11-27T00:00:00.000Z',
  status: 'paid',
  idempotencyKey,
});

describe('storefront/ledger', () => {
  let folder: string;
  let ledger: Ledger;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-test-'));
    ledger = new Ledger(join(folder, 'orders.db'));
  });

  afterEach(() => {
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has written an order when persist returns: another connection to the file sees it', () => {
    ledger.persist(order(1, 'key'), 500);
    const other = new DatabaseSync(join(folder, 'orders.db'));
    assert.equal(other.prepare('SELECT count(*) AS n FROM orders WHERE cents = 500').get()?.['n'], 1);
    other.close();
  });

  it('finds an order by its idempotency key and holds a key once, while orders without a key are many', () => {
    ledger.persist(order(1, 'key'), 500);
    ledger.persist(order(2), 500);
    ledger.persist(order(3), 500);
    assert.deepEqual({ ...ledger.byKey('key') }, order(1, 'key'));
    assert.equal(ledger.byKey('other'), undefined);
    assert.throws(() => ledger.persist(order(4, 'key'), 500), /UNIQUE/);
    assert.throws(() => ledger.persist(order(1), 500), /UNIQUE/);
  });

  for (const count of [0, 1, 999, 1_000, 1_001, 2_500]) {
    it(`lists ${count} orders as JSON, in the order they came`, () => {
      for (let number = 0; number < count; number++) ledger.persist(order(number), 100);
      const listed = JSON.parse([...ledger.json()].join('')) as { orders: Order[] };
      assert.deepEqual(
        listed.orders,
        Array.from({ length: count }, (_, number) => order(number)),
      );
    });
  }
});
