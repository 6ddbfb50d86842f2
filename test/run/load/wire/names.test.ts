import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createLookup, hostsNames } from '../../../../src/run/load/wire/names.ts';
import { startDnsServer, type DnsServer } from '../../../support/dns-server.ts';
import { openSocketTarget, plainAnswer } from '../../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, stepOf, sumsOf } from '../loads.ts';

describe('names of targets', () => {
  let dns: DnsServer;
  let lookup: LookupFunction;
  beforeEach(async () => {
    dns = await startDnsServer();
    lookup = createLookup([dns.address]);
  });
  afterEach(() => dns.close());

  const addressesOf = (name: string): Promise<string[]> =>
    new Promise((resolve, reject) => {
      lookup(name, { all: true }, (error, found) => {
        if (error) reject(error);
        else resolve((found as { address: string }[]).map(({ address }) => address));
      });
    });
  const codeOf = (name: string): Promise<string> =>
    addressesOf(name).then(
      () => 'found',
      (error: NodeJS.ErrnoException) => error.code ?? '',
    );

  it('are asked once for as long as their TTL says, however many wait, and again after it', async () => {
    dns.records.set('shop.test', { addresses: ['127.0.0.1', '127.0.0.3'], ttlSeconds: 1 });
    const all = await Promise.all(Array.from({ length: 50 }, () => addressesOf('shop.test')));
    assert.deepEqual(all[49], ['127.0.0.1', '127.0.0.3']);
    dns.records.set('shop.test', { addresses: ['127.0.0.2'], ttlSeconds: 1 });
    assert.deepEqual(await addressesOf('shop.test'), ['127.0.0.1', '127.0.0.3']);
    assert.equal(dns.asked, 1);
    await wait(1_050);
    assert.deepEqual(await addressesOf('shop.test'), ['127.0.0.2']);
    assert.equal(dns.asked, 2);
  });

  it('with a TTL of 0 are asked each time', async () => {
    dns.records.set('shop.test', { addresses: ['127.0.0.1'], ttlSeconds: 0 });
    for (let i = 0; i < 3; i += 1) await addressesOf('shop.test');
    assert.equal(dns.asked, 3);
  });

  it("localhost and the hosts file are the system's, and no DNS server is asked", async () => {
    const found = await addressesOf('localhost');
    assert.ok(found.length > 0 && found.every((address) => address === '127.0.0.1' || address === '::1'), found.join(' '));
    assert.equal(dns.asked, 0);
    assert.deepEqual(
      [...hostsNames('127.0.0.1\tlocalhost  Shop.Local # not this\n\n# nor that\n::1 localhost\n')],
      ['localhost', 'shop.local'],
    );
  });

  it('what DNS does not know and what no DNS server answers is asked of the system, and its error is the cause', async () => {
    assert.match(await codeOf('nowhere.invalid'), /^(ENOTFOUND|EAI_AGAIN)$/);
    dns.records.set('shop.invalid', { addresses: ['127.0.0.1'], ttlSeconds: 0 });
    assert.equal(await codeOf('shop.invalid'), 'found');
    dns.fail();
    assert.match(await codeOf('shop.invalid'), /^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it('give one address of the family that is wanted, where one is wanted', async () => {
    dns.records.set('shop.test', { addresses: ['127.0.0.9'], ttlSeconds: 5 });
    const one = await new Promise((resolve) => lookup('shop.test', { family: 4 }, (_, address, family) => resolve([address, family])));
    assert.deepEqual(one, ['127.0.0.9', 4]);
  });

  it('new connections go where a name has moved to, after its TTL and not before', async function () {
    this.retries(2);
    const seen: { at: number; address: string }[] = [];
    const server = createServer((socket) => {
      seen.push({ at: performance.now(), address: socket.localAddress ?? '' });
      socket.on('error', () => {});
      socket.on('data', () => socket.write(plainAnswer()));
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const { port } = server.address() as AddressInfo;
    dns.records.set('shop.test', { addresses: ['127.0.0.1'], ttlSeconds: 1 });
    const { events, start } = engineFor(
      `http://shop.test:${port}`,
      loadOf([{ forMs: 1_500, shape: constantly(40) }], { connections: 'per-journey' }),
      {
        nameServers: [dns.address],
      },
    );
    const run = start();
    const startedAt = performance.now() + 20;
    await wait(300);
    dns.records.set('shop.test', { addresses: ['127.0.0.2'], ttlSeconds: 1 });
    await run.ended;
    server.close();
    const sums = sumsOf(events);
    assert.deepEqual([sums.intended, sums.outcomes.ok, seen.length], [60, 60, 60]);
    const moved = seen.findIndex(({ address }) => address === '127.0.0.2');
    assert.ok(
      seen.slice(0, moved).every(({ address }) => address === '127.0.0.1') &&
        seen.slice(moved).every(({ address }) => address === '127.0.0.2'),
    );
    const movedMs = (seen[moved]?.at ?? 0) - startedAt;
    assert.ok(movedMs >= 990 && movedMs < 1_300, `moved at ${movedMs} ms`);
    assert.ok(dns.asked <= 3, `asked ${dns.asked} times`);
  });

  it('looking up is part of a request: of its times, of its timeout, and of no other request', async () => {
    const shop = await openSocketTarget((socket) => socket.write(plainAnswer()));
    const named = `http://shop.test:${shop.port}`;
    dns.records.set('shop.test', { addresses: ['127.0.0.1'], ttlSeconds: 60 });
    dns.delay(150);
    const steps = [stepOf({ route: 'named', path: `${named}/` })];
    const journeys = [
      { name: 'named', weight: 1, steps },
      { name: 'numbered', weight: 1, steps: [stepOf({ route: 'numbered' })] },
    ];
    const load = loadOf([{ forMs: 100, shape: constantly(100) }], { journeys });
    const over = { nameServers: [dns.address], others: ['shop.test'] };
    const { events, start } = engineFor(shop.url, load, over);
    await start().ended;
    const [slow, quick] = [sumsOf(events, { route: 'named' }), sumsOf(events, { route: 'numbered' })];
    assert.deepEqual([slow.outcomes.ok + quick.outcomes.ok, shop.requests], [10, 10]);
    assert.ok(slow.intended > 0 && quick.intended > 0);
    assert.ok((slow.service.maxMs() ?? 0) >= 145 && (slow.response.maxMs() ?? 0) >= 145, `${slow.service.maxMs()} ms`);
    assert.ok((quick.service.quantileMs(0.5) ?? 99) < 75, `${quick.service.quantileMs(0.5)} ms`);
    dns.delay(Number.POSITIVE_INFINITY);
    const silent = engineFor(named, loadOf([{ forMs: 50, shape: constantly(100) }], { timeoutMs: 120 }), over);
    await silent.start().ended;
    assert.deepEqual(sumsOf(silent.events).errors, { 'timeout: no connection within 120 ms': 5 });
    await shop.close();
  });

  it('a name that nobody knows is a connect error, with what the system says as its cause', async () => {
    const { events, start } = engineFor('http://nowhere.invalid:80', loadOf([{ forMs: 100, shape: constantly(50) }]), {
      nameServers: [dns.address],
    });
    const run = start();
    await run.ended;
    const sums = sumsOf(events);
    assert.equal(sums.outcomes.connectError, 5);
    assert.match(Object.keys(sums.errors).join(), /^connectError: (ENOTFOUND|EAI_AGAIN)/);
    assert.equal(run.counts().connectionsFailed, 5);
  });

  it('localhost is reached whichever of its addresses listens', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.on('data', () => socket.write(plainAnswer()));
      });
      const listening = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false));
        server.listen(0, host, () => resolve(true));
      });
      // Not every machine has IPv6.
      if (!listening || !(await addressesOf('localhost')).includes(host)) {
        server.close();
        continue;
      }
      const { port } = server.address() as AddressInfo;
      const { events, start } = engineFor(`http://localhost:${port}`, loadOf([{ forMs: 100, shape: constantly(50) }]));
      await start().ended;
      assert.equal(sumsOf(events).outcomes.ok, 5, host);
      server.close();
    }
  });
});
