import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fragileShop } from '../../src/storefront/settings.ts';
import type { ShopSettings } from '../../src/storefront/settings.ts';
import { openShop } from '../../src/storefront/shop.ts';
import type { Shop } from '../../src/storefront/shop.ts';
import { shopOf } from '../../src/storefront/variants.ts';
import { metric, ShopVisitor, until } from '../support/shop-visitor.ts';

describe('storefront/shop', () => {
  let folder: string;
  let shop: Shop | undefined;

  const open = async (settings: ShopSettings): Promise<ShopVisitor> => {
    shop = await openShop(settings, join(folder, 'orders.db'));
    return new ShopVisitor(shop.url);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-test-'));
  });

  afterEach(async () => {
    await shop?.close();
    shop = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows pages, keeps carts and sells, with six services on six ports', async () => {
    const visitor = await open(shopOf('resilient'));
    assert.equal(new Set(Object.values(shop?.addresses ?? {})).size, 6);
    for (const path of ['/', '/products/1', '/products/500', '/products?q=lamp']) {
      const page = await visitor.get(path);
      assert.deepEqual([page.status, page.degraded], [200, null], path);
    }
    const cart = await visitor.fillCart();
    assert.equal((await visitor.post('/cart/items', { sku: '9', quantity: 1, cart })).body['cartId'], cart);
    assert.equal(((await visitor.get(`/cart/${cart}`)).body['lines'] as unknown[]).length, 2);
    const order = await visitor.post('/orders', { cart });
    assert.deepEqual([order.status, order.body['status'], order.degraded], [201, 'paid', null]);
    assert.deepEqual(
      (await visitor.ledger()).map(({ id }) => id),
      [order.body['orderId']],
    );
  });

  it('says what is wrong with a request', async () => {
    const visitor = await open(shopOf('resilient'));
    const cart = await visitor.fillCart();
    assert.equal((await visitor.get('/products/5000')).status, 404);
    assert.equal((await visitor.get('/no/such/page')).status, 404);
    assert.equal((await visitor.get('/cart/none')).status, 404);
    assert.equal((await visitor.post('/cart/items', { sku: 0, quantity: 1 })).status, 404);
    assert.equal((await visitor.post('/cart/items', { sku: 1, quantity: 1.5 })).status, 400);
    assert.equal((await visitor.post('/cart/items', { sku: 1, quantity: 1, cart: 'none' })).status, 404);
    assert.equal((await visitor.post('/orders', {})).status, 400);
    assert.equal((await visitor.post('/orders', { cart: 'none' })).status, 404);
    assert.equal((await visitor.post('/cart/items', { sku: 1, quantity: 1_000, cart })).status, 201);
    assert.equal((await visitor.ledger()).length, 0);
  });

  it('has an order on disk by the time it is acknowledged', async () => {
    const visitor = await open(fragileShop);
    const orders = await Promise.all(Array.from({ length: 10 }, () => visitor.buy()));
    const database = new DatabaseSync(join(folder, 'orders.db'));
    const onDisk = new Set(
      database
        .prepare('SELECT id FROM orders')
        .all()
        .map((row) => row['id']),
    );
    database.close();
    assert.deepEqual(new Set(orders.map(({ body }) => body['orderId'])), onDisk);
  });

  it('gives the same order for the same idempotency key, one after the other and at once', async () => {
    const visitor = await open(fragileShop);
    const cart = await visitor.fillCart();
    const order = () => visitor.post('/orders', { cart }, { 'idempotency-key': 'one' });
    const answers = [...(await Promise.all([order(), order(), order()])), await order()];
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(answers.map(({ body }) => body['orderId'])).size, 1);
    await visitor.buy('two');
    const ledger = await visitor.ledger();
    assert.deepEqual(
      ledger.map(({ idempotencyKey }) => idempotencyKey),
      ['one', 'two'],
    );
    assert.ok(ledger.every(({ at }) => new Date(at).toISOString() === at));
  });

  it('queues for real: the time for many requests follows from slots and service time', async () => {
    const serviceMs = 40;
    const catalogue = { slots: 2, queue: 100, serviceMs };
    const visitor = await open({ ...fragileShop, services: { ...fragileShop.services, catalogue } });
    await visitor.get('/');
    const began = performance.now();
    const visits = await Promise.all(Array.from({ length: 20 }, () => visitor.get('/')));
    const tookMs = performance.now() - began;
    // Two at a time: ten rounds. Timers fire a fraction of a millisecond early at most.
    assert.ok(tookMs >= 10 * serviceMs - 10, `20 requests took ${tookMs} ms`);
    assert.ok(tookMs < 10 * serviceMs * 4, `20 requests took ${tookMs} ms`);
    const times = visits.map(({ ms }) => ms).toSorted((a, b) => a - b);
    assert.ok((times[19] ?? 0) > 2 * (times[0] ?? 0), `first ${times[0]} ms, last ${times[19]} ms`);
    assert.ok(visits.every(({ status }) => status === 200));
  });

  it('refuses what its queue cannot hold; early and with Retry-After only when it sheds load', async () => {
    for (const shedding of [null, { retryAfterSeconds: 1 }]) {
      const edge = { shared: { slots: 2, queue: 3 } };
      const catalogue = { slots: 2, queue: 2, serviceMs: 250 };
      const visitor = await open({ ...fragileShop, edge, shedding, services: { ...fragileShop.services, catalogue } });
      const visits = await Promise.all(Array.from({ length: 12 }, () => visitor.get('/')));
      const refused = visits.filter(({ status }) => status === 503);
      assert.equal(visits.filter(({ status }) => status === 200).length, 5);
      assert.equal(refused.length, 7);
      assert.ok(refused.every(({ retryAfter }) => retryAfter === (shedding === null ? null : '1')));
      await shop?.close();
    }
  });

  it('forgets queued requests of clients that left only when it sheds load', async () => {
    for (const shedding of [null, { retryAfterSeconds: 1 }]) {
      const catalogue = { slots: 1, queue: 50, serviceMs: 300 };
      const visitor = await open({
        ...fragileShop,
        edge: { shared: { slots: 1, queue: 50 } },
        services: { ...fragileShop.services, catalogue },
        shedding,
      });
      const impatient = Array.from({ length: 5 }, () => fetch(visitor.url, { signal: AbortSignal.timeout(150) }).catch(() => undefined));
      await Promise.all(impatient);
      const metrics = `${shop?.url}/metrics`;
      await until(5_000, 'everything done', async () => (await metric(metrics, 'slots_busy')) === 0);
      const worked = await metric(`http://${shop?.addresses.catalogue}/metrics`, 'http_requests_received_total', { source: 'visitor' });
      assert.equal(worked, shedding === null ? 5 : 1);
      assert.equal(await metric(metrics, 'queue_abandoned'), shedding === null ? 0 : 4);
      await shop?.close();
    }
  });

  it('counts every request it received, the preflight and the looking-on apart', async () => {
    const visitor = await open(shopOf('resilient'));
    await visitor.get('/', { 'x-stampede': 'preflight' });
    const preflights = visitor.sent;
    await Promise.all([visitor.get('/'), visitor.get('/products/3'), visitor.get('/nowhere'), visitor.buy(), visitor.buy()]);
    await visitor.ledger();
    const metrics = `${visitor.url}/metrics`;
    for (const name of ['http_requests_received_total', 'http_requests_total']) {
      await until(2_000, name, async () => (await metric(metrics, name, { source: 'visitor' })) === visitor.sent - preflights);
      assert.equal(await metric(metrics, name, { source: 'preflight' }), preflights);
      assert.equal(await metric(metrics, name, { source: 'operations', route: 'ledger' }), 1);
    }
    assert.equal(await metric(metrics, 'http_requests_total', { route: 'checkout', status: '201' }), 2);
    assert.equal(await metric(metrics, 'http_requests_total', { source: 'visitor', status: '404' }), 1);
  });
});
