import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShop } from '../../src/storefront/shop.ts';
import type { Shop } from '../../src/storefront/shop.ts';
import { shopOf } from '../../src/storefront/variants.ts';
import type { Variant } from '../../src/storefront/variants.ts';
import { metric, ShopVisitor, until } from '../support/shop-visitor.ts';
import type { Visit } from '../support/shop-visitor.ts';
import { slowLink } from '../support/slow-link.ts';
import type { SlowLink } from '../support/slow-link.ts';

describe('storefront: a dependency fails', function () {
  this.timeout(40_000);
  let folder: string;
  let shop: Shop;
  let visitor: ShopVisitor;
  let slow: SlowLink | undefined;

  const open = async (variant: Variant, extra: readonly string[] = []) => {
    shop = await openShop(shopOf(variant, extra), join(folder, 'orders.db'));
    visitor = new ShopVisitor(shop.url);
  };

  /** Buys every `everyMs` until told to stop; returns every answer. */
  const shoppers = (everyMs: number) => {
    const visits: Promise<Visit | null>[] = [];
    const timer = setInterval(() => visits.push(visitor.buy().catch(() => null)), everyMs);
    return async () => {
      clearInterval(timer);
      return (await Promise.all(visits)).filter((visit) => visit !== null);
    };
  };
  const circuit = (event: string) => metric(`http://${shop.addresses.orders}/metrics`, 'circuit', { name: 'payments', event });
  const state = (name: string) => metric(`http://${shop.addresses.orders}/metrics`, 'circuit_state', { name: 'payments', state: name });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-test-'));
  });

  afterEach(async () => {
    await slow?.close();
    slow = undefined;
    await shop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('resilient: the breaker opens within 5 s of slow payments, orders are taken to be paid later, and it closes after they heal', async () => {
    await open('resilient');
    slow = await slowLink(shop.addresses.payments);
    shop.wiring.rewire({ payments: slow.address });
    assert.equal((await visitor.buy()).status, 201);
    assert.deepEqual([await state('closed'), await circuit('open')], [1, 0]);
    assert.ok(slow.accepted > 0, 'the traffic crosses the new address');

    const stop = shoppers(40);
    slow.delayMs = 2_000;
    await until(5_000, 'the breaker opens', async () => (await circuit('open')) >= 1);
    await until(4_000, 'a probe is let through and fails', async () => (await circuit('open')) >= 2);
    assert.ok((await circuit('halfOpen')) >= 1);
    const late = await visitor.buy();
    assert.deepEqual([late.status, late.body['status'], late.degraded], [202, 'payment-pending', 'payments']);
    // A rejected call takes the cart, the stock and the order's own time, and none of the provider's.
    assert.ok((await circuit('reject')) > 0 && (await circuit('fallback')) >= (await circuit('reject')));

    slow.delayMs = 0;
    await until(6_000, 'the breaker closes', async () => (await state('closed')) === 1);
    const healed = await visitor.buy();
    assert.deepEqual([healed.status, healed.degraded], [201, null]);

    const visits = await stop();
    assert.ok(visits.every(({ status }) => status === 201 || status === 202));
    const ledger = await visitor.ledger();
    const pending = ledger.filter(({ status }) => status === 'payment-pending');
    assert.equal(pending.length, [...visits, late].filter(({ status }) => status === 202).length);
    assert.ok(visits.every(({ body }) => ledger.some(({ id }) => id === body['orderId'])));
  });

  it('fragile: slow payments fill the slots, and product pages wait with the checkouts', async () => {
    await open('fragile');
    slow = await slowLink(shop.addresses.payments);
    shop.wiring.rewire({ payments: slow.address });
    const before = (await visitor.get('/products/1')).ms;
    slow.delayMs = 1_000;
    // More checkouts than the edge has slots.
    const carts = await Promise.all(Array.from({ length: 140 }, () => visitor.fillCart()));
    const orders = carts.map((cart) => visitor.post('/orders', { cart }));
    await until(5_000, 'the edge is full', async () => (await metric(`${shop.url}/metrics`, 'queue_length', { service: 'edge' })) >= 30);
    const during = await visitor.get('/products/1');
    assert.equal(during.status, 200);
    assert.ok(during.ms > 500 && during.ms > 3 * before, `${before} ms before, ${during.ms} ms during`);
    slow.delayMs = 0;
    assert.ok((await Promise.all(orders)).every(({ status }) => status === 201));
    assert.equal(await metric(`http://${shop.addresses.orders}/metrics`, 'circuit'), 0);
    assert.equal(await metric(`http://${shop.addresses.orders}/metrics`, 'circuit_state'), 0);
  });

  it('resilient: the same stall leaves product pages alone', async () => {
    await open('resilient');
    slow = await slowLink(shop.addresses.payments);
    shop.wiring.rewire({ payments: slow.address });
    await visitor.get('/products/1');
    slow.delayMs = 2_000;
    const carts = await Promise.all(Array.from({ length: 60 }, () => visitor.fillCart()));
    const orders = Promise.all(carts.map((cart) => visitor.post('/orders', { cart })));
    const during = await visitor.get('/products/1');
    assert.deepEqual([during.status, during.degraded], [200, null]);
    assert.ok(during.ms < 1_000, `${during.ms} ms`);
    assert.ok((await orders).every(({ status }) => status === 202 || status === 503));
  });

  it('resilient answers a page it has shown before when the catalogue is gone, and says so; fragile fails', async () => {
    for (const [variant, status, degraded] of [
      ['resilient', 200, 'catalogue'],
      ['fragile', 502, null],
    ] as const) {
      if (variant === 'fragile') await shop.close();
      await open(variant);
      assert.equal((await visitor.get('/products/42')).degraded, null);
      shop.wiring.rewire({ catalogue: '127.0.0.1:1' });
      const page = await visitor.get('/products/42');
      assert.deepEqual([page.status, page.degraded], [status, degraded]);
      if (variant === 'resilient') assert.equal(page.body['sku'], 42);
      assert.equal((await visitor.get('/products/43')).status, 502);
    }
  });

  it('a breaker without a fallback fails fast once it is open, and the order is not in the ledger', async () => {
    await open('fragile', ['circuit-breakers']);
    shop.wiring.rewire({ payments: '127.0.0.1:1' });
    const failed = await Promise.all(Array.from({ length: 12 }, () => visitor.buy()));
    assert.ok(failed.every(({ status }) => status === 502 || status === 503));
    await until(2_000, 'the breaker opens', async () => (await state('open')) === 1);
    const rejected = await visitor.buy();
    assert.equal(rejected.status, 503);
    assert.equal((await visitor.ledger()).length, 0);
  });

  it('without payments the fallback alone takes orders, too', async () => {
    await open('fragile', ['fallbacks']);
    shop.wiring.rewire({ payments: '127.0.0.1:1' });
    const order = await visitor.buy();
    assert.deepEqual([order.status, order.degraded], [202, 'payments']);
  });
});
