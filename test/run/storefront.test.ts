import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ChaosError } from '../../src/errors.ts';
import { systemClock as clock } from '../../src/run/clock.ts';
import { startStorefront } from '../../src/run/storefront.ts';
import type { Storefront } from '../../src/run/storefront.ts';
import { ShopVisitor } from '../support/shop-visitor.ts';
import { slowLink } from '../support/slow-link.ts';

const failsWith = (pattern: RegExp) => (error: unknown) =>
  error instanceof ChaosError && error.code === 'STOREFRONT_FAILED' && pattern.test(error.message);

describe('run/storefront', () => {
  let shop: Storefront | undefined;

  afterEach(async () => {
    await shop?.stop();
    shop = undefined;
  });

  it('starts the shop, says what it needs to be tested, and ends it', async () => {
    shop = await startStorefront({ variant: 'resilient', clock });
    assert.equal((await new ShopVisitor(shop.url).get('/')).status, 200);
    assert.deepEqual(
      shop.breakers.map(({ name, preset, link, waitMs, urls }) => [name, preset, link, waitMs, urls.length]),
      [['payments', 'opossum', 'payments', 2_000, 1]],
    );
    assert.equal((await fetch(shop.reconcile.url)).status, 200);
    assert.ok(shop.startedInMs > 0);
    await shop.stop();
    await shop.stop();
    assert.equal(await shop.exited, 0);
    await assert.rejects(fetch(shop.url));
  });

  it('points links at other addresses, and every later call goes there', async () => {
    shop = await startStorefront({ variant: 'resilient', clock });
    const visitor = new ShopVisitor(shop.url);
    await visitor.get('/products/1');
    const upstream = shop.links.find(({ name }) => name === 'catalogue')?.upstream ?? '';
    const forwarder = await slowLink(upstream);
    try {
      await shop.wire({ catalogue: forwarder.address });
      assert.equal((await visitor.get('/products/1')).degraded, null);
      assert.equal(forwarder.accepted, 1);
    } finally {
      await forwarder.close();
    }
    assert.equal((await visitor.get('/products/1')).degraded, 'catalogue');
    await shop.wire({ catalogue: upstream });
    assert.equal((await visitor.get('/products/1')).degraded, null);
    await assert.rejects(shop.wire({ nonsense: '127.0.0.1:1' }), failsWith(/nonsense/));
  });

  it('turns switches on by name and takes the port it is given', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => free.once('listening', resolve));
    const { port } = free.address() as AddressInfo;
    await assert.rejects(startStorefront({ variant: 'fragile', clock, port }), failsWith(/EADDRINUSE/));
    await new Promise((resolve) => free.close(resolve));
    shop = await startStorefront({ variant: 'fragile', clock, port, extra: ['fallbacks'] });
    assert.equal(shop.url, `http://127.0.0.1:${port}`);
    await shop.wire({ payments: '127.0.0.1:1' });
    assert.equal((await new ShopVisitor(shop.url).buy()).status, 202);
  });

  it('says what the shop said when it does not start', async () => {
    await assert.rejects(startStorefront({ variant: 'fragile', clock, extra: ['warp-drive'] }), failsWith(/code 1: .*warp-drive/));
  });

  it('tells when the shop dies on its own, and neither wire nor stop waits for it', async () => {
    shop = await startStorefront({ variant: 'fragile', clock });
    process.kill(shop.pid, 'SIGKILL');
    assert.equal(await shop.exited, null);
    assert.ok(!readdirSync(tmpdir()).some((name) => name.startsWith(`stampede-storefront-${shop?.pid}-`)));
    await assert.rejects(shop.wire({ payments: '127.0.0.1:1' }), failsWith(/ended/));
    const began = performance.now();
    await shop.stop();
    assert.ok(performance.now() - began < 1_000);
  });
});
