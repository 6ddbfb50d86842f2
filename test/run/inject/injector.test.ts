import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import { faultKinds } from '../../../src/faults/shelf.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import type { FaultInjector } from '../../../src/run/inject/contract.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { linkSeed, readLinkSettings, writeLinkSettings } from '../../../src/run/inject/link-settings.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { collectEvents, type Emitted, fault, freePort, link, startEcho } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { lives, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

const originMs = clock.now();
const isCode =
  (code: string, ...words: RegExp[]) =>
  (error: unknown) => {
    assert.ok(error instanceof ChaosError, String(error));
    assert.equal(error.code, code);
    for (const word of words) assert.match(`${error.message} ${error.hint}`, word);
    return true;
  };

async function roundTripMs(listen: string): Promise<number> {
  const [host, port] = listen.split(':');
  const socket = connect(Number(port), host);
  const began = performance.now();
  try {
    await once(socket, 'connect');
    socket.write('ping');
    await once(socket, 'data', { signal: AbortSignal.timeout(5_000) });
    return performance.now() - began;
  } finally {
    socket.destroy();
  }
}

for (const kind of serverKinds) {
  describe(`the injector on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    let echo: Awaited<ReturnType<typeof startEcho>>;
    let journal: Journal;
    let seen: Emitted;
    let injector: FaultInjector;

    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
      echo = await startEcho();
    });
    after(async () => {
      echo?.close();
      await found?.stop();
    });
    beforeEach(async () => {
      journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
      seen = collectEvents();
      injector = make('r1');
    });
    afterEach(async () => {
      await journal.close();
      for (const { name } of await server.proxies()) await server.deleteProxy(name);
    });

    // As an external one: what is journalled is then proxies and faults alone.
    function make(runId: string): FaultInjector {
      return createInjector({
        runId,
        toxiproxy: { ...found, server: 'external', pid: null },
        clock,
        emit: seen.emit,
        journal,
        toRunMs: (ms) => ms - originMs,
      });
    }

    it('puts a proxy on each link, tells of it, and takes it away again', async () => {
      const at = `127.0.0.1:${await freePort()}`;
      const links = await injector.prepare([
        link('pay ments', { upstream: echo.address }),
        link('stock', { listen: at, upstream: echo.address }),
      ]);
      assert.deepEqual(
        links.map(({ link: name, proxy, upstream, toxiproxy }) => [name, proxy, upstream, toxiproxy]),
        [
          ['pay ments', 'stampede-r1-pay-ments', echo.address, found.url],
          ['stock', 'stampede-r1-stock', echo.address, found.url],
        ],
      );
      assert.equal(links[1]?.listen, at);
      for (const { listen } of links) assert.ok((await roundTripMs(listen)) < 2_000);
      assert.deepEqual(
        seen.of('link').map(({ how, listen, server: which }) => [how, listen, which]),
        links.map(({ listen }) => ['created', listen, 'external']),
      );
      assert.deepEqual(await injector.undoAll(), { complete: true, left: [] });
      assert.deepEqual(await server.proxies(), []);
      assert.ok(journal.isClean());
      assert.equal(seen.of('undo').length, 2);
      assert.deepEqual(
        seen.of('rolled-back').map(({ complete, left }) => [complete, left]),
        [[true, []]],
      );
    });

    it('uses a proxy that is there already, by address whatever its name or by name, and leaves it', async () => {
      const port = await freePort();
      await server.createProxy({ name: 'theirs', listen: `127.0.0.1:${port}`, upstream: echo.address });
      await server.createProxy({ name: 'named', listen: '127.0.0.1:0', upstream: echo.address });
      const links = await injector.prepare([
        link('a', { listen: `localhost:${port}`, upstream: echo.address.replace('127.0.0.1', 'localhost') }),
        link('b', { proxy: 'named', upstream: null }),
      ]);
      assert.deepEqual(
        links.map(({ proxy }) => proxy),
        ['theirs', 'named'],
      );
      assert.deepEqual(
        seen.of('link').map(({ how }) => how),
        ['matched', 'matched'],
      );
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await injector.inject(fault('dead', 'b', 'down'));
      await injector.undoAll();
      assert.deepEqual((await server.proxies()).map(({ name, enabled, toxics }) => [name, enabled, toxics.length]).toSorted(), [
        ['named', true, 0],
        ['theirs', true, 0],
      ]);
    });

    it('tells where clients reach a proxy: what the link says, else where it listens, else where its server is', async () => {
      const links = await injector.prepare([
        link('a', { upstream: echo.address, connect: 'shop-proxy:21001' }),
        link('b', { upstream: echo.address }),
        link('c', { upstream: echo.address, listen: `0.0.0.0:${await freePort()}` }),
      ]);
      const [a, b, c] = links;
      assert.equal(a?.connect, 'shop-proxy:21001');
      assert.equal(b?.connect, b?.listen);
      // The server shows every interface as [::].
      assert.match(c?.listen ?? '', /^(\[::\]|0\.0\.0\.0):\d+$/);
      assert.match(c?.connect ?? '', /^127\.0\.0\.1:\d+$/);
      assert.ok((await roundTripMs(c?.connect ?? '')) < 2_000);
      assert.deepEqual(
        seen.of('link').map(({ connect }) => connect),
        links.map(({ connect }) => connect),
      );
    });

    it('refuses a listen that another proxy or another program has, and leaves nothing of its own', async () => {
      const port = await freePort();
      await server.createProxy({ name: 'theirs', listen: `127.0.0.1:${port}`, upstream: 'other:1' });
      const good = link('good', { upstream: echo.address });
      await assert.rejects(
        injector.prepare([good, link('a', { listen: `127.0.0.1:${port}`, upstream: echo.address })]),
        isCode('PROXY_CONFLICT', /theirs/, /other:1/),
      );
      await assert.rejects(
        injector.prepare([good, link('a', { listen: echo.address, upstream: 'x:1' })]),
        isCode('LISTEN_TAKEN', new RegExp(echo.address), /link a/),
      );
      await assert.rejects(injector.prepare([good, link('a', { proxy: 'nobody' })]), isCode('PROXY_CONFLICT', /nobody/, /theirs/));
      assert.deepEqual(
        (await server.proxies()).map(({ name }) => name),
        ['theirs'],
      );
      assert.ok(journal.isClean());
    });

    it('refuses a proxy that is not as it should be before the run', async () => {
      await server.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: echo.address });
      await server.addToxic('theirs', {
        name: 'stampede-r0-slow',
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
        attributes: { latency: 1 },
      });
      await assert.rejects(
        injector.prepare([link('a', { proxy: 'theirs' })]),
        isCode('PROXY_CONFLICT', /stampede-r0-slow/, /chaos recover/),
      );
      await server.removeToxic('theirs', 'stampede-r0-slow');
      await server.setEnabled('theirs', false);
      await assert.rejects(injector.prepare([link('a', { proxy: 'theirs' })]), isCode('PROXY_CONFLICT', /disabled/));
    });

    it('injects and removes, each with the interval in which it happened', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      const before = clock.now() - originMs;
      await injector.inject(fault('slow', 'a', 'latency', { latency: '400ms' }));
      const injected = seen.of('fault-injected')[0]!;
      assert.ok(before <= injected.sentMs && injected.sentMs < injected.confirmedMs && injected.confirmedMs <= clock.now() - originMs);
      assert.equal(seen.events.at(-1)?.tMs, injected.confirmedMs);
      assert.deepEqual(injector.active(), [{ fault: 'slow', link: 'a', untilMs: injected.confirmedMs + 1_000 }]);
      assert.equal(journal.entries.length, 2);
      assert.ok((await roundTripMs(listen)) >= 395);

      await injector.remove('slow', 'planned');
      const removed = seen.of('fault-removed')[0]!;
      assert.ok(injected.confirmedMs <= removed.sentMs && removed.sentMs < removed.confirmedMs);
      assert.equal(removed.why, 'planned');
      assert.deepEqual(injector.active(), []);
      assert.ok((await roundTripMs(listen)) < 395);
      await injector.remove('slow', 'planned');
      await injector.remove('never', 'planned');
      assert.equal(seen.of('fault-removed').length, 1);
    });

    it('reads the counters where the server keeps them', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '20ms' }));
      await roundTripMs(listen);
      await injector.remove('slow', 'planned');
      const [before, after] = [seen.of('fault-injected')[0]?.counters, seen.of('fault-removed')[0]?.counters];
      if (kind === 'binary') return assert.deepEqual([before, after], [null, null]);
      assert.equal(after!.connections - before!.connections, 1);
      assert.equal(after!.bytesUp - before!.bytesUp, 4);
      assert.equal(after!.toxics['stampede-r1-slow']?.connections, 1);
    });

    it('keeps a link down that two faults took down until both have ended', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      const kept = connect(Number(listen.split(':').at(-1)), '127.0.0.1');
      kept.write('ping');
      await once(kept, 'data');
      await injector.inject(fault('one', 'a', 'down'));
      // What it closed was open just before it.
      assert.equal(seen.of('fault-injected')[0]!.countersBefore?.open ?? null, kind === 'binary' ? null : 1);
      await injector.inject(fault('two', 'a', 'down'));
      await injector.remove('one', 'planned');
      await assert.rejects(roundTripMs(listen), /ECONNREFUSED/);
      await injector.remove('two', 'planned');
      await roundTripMs(listen);
    });

    it('undoes its part of a fault that the server refuses', async () => {
      await injector.prepare([link('a', { upstream: echo.address })]);
      const impossible = fault('slow', 'a', 'latency', { latency: '1s' });
      await assert.rejects(
        injector.inject({ ...impossible, spec: { ...impossible.spec, attributes: { latency: 0.5 } } }),
        isCode('TOXIPROXY_REFUSED'),
      );
      assert.deepEqual(injector.active(), []);
      assert.equal(journal.entries.length, 1);
      assert.equal(seen.of('fault-injected').length, 0);
    });

    it('takes for done what somebody else undid, and says when a proxy was taken from under a fault', async () => {
      const [{ proxy } = { proxy: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await server.removeToxic(proxy, 'stampede-r1-slow');
      await injector.remove('slow', 'planned');
      await server.deleteProxy(proxy);
      await assert.rejects(injector.inject(fault('dead', 'a', 'down')), isCode('PROXY_CONFLICT', /no longer there/));
      assert.equal((await injector.undoAll()).complete, true);
    });

    it('undoes everything once, however often and from how many places it is asked to, and injects no more', async () => {
      await injector.prepare([link('a', { upstream: echo.address }), link('b', { upstream: echo.address })]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await injector.inject(fault('dead', 'b', 'down'));
      const arriving = injector.inject(fault('late', 'a', 'timeout'));
      const results = await Promise.all([
        injector.removeFaults(),
        injector.undoAll(),
        injector.undoAll(),
        injector.remove('slow', 'planned'),
      ]);
      await arriving;
      assert.deepEqual(results[1], { complete: true, left: [] });
      assert.deepEqual(await server.proxies(), []);
      assert.ok(journal.isClean());
      assert.deepEqual(
        seen
          .of('fault-removed')
          .map((event) => event.fault)
          .toSorted(),
        ['dead', 'late', 'slow'],
      );
      await assert.rejects(injector.inject(fault('more', 'a', 'down')), /stopping/);
      assert.deepEqual(await injector.undoAll(), { complete: true, left: [] });
    });

    it('gets rid of a toxic that keeps the server busy for longer than a call may take', async () => {
      const [{ listen } = { listen: '' }] = await injector.prepare([link('a', { upstream: echo.address })]);
      await injector.inject(fault('reset', 'a', 'reset_peer', { timeout: '2500ms' }));
      const socket = connect(Number(listen.split(':')[1]), '127.0.0.1').on('error', () => {});
      socket.write('ping');
      await new Promise((resolve) => setTimeout(resolve, 100));
      await injector.remove('reset', 'planned');
      socket.destroy();
      assert.equal(seen.of('fault-removed').length, 1);
      assert.deepEqual((await server.proxies())[0]?.toxics, []);
    });

    it('takes every fault on the shelf', async () => {
      await injector.prepare([link('a', { upstream: echo.address })]);
      const written: Record<string, Record<string, unknown>> = {
        latency: { latency: '1s' },
        bandwidth: { rate: '1KB/s' },
        slow_close: { delay: '1s' },
        slicer: { average_size: '10B', size_variation: '5B' },
        limit_data: { bytes: '1KB' },
        loss: { loss: '2%' },
      };
      const kinds = [...faultKinds.values()].filter(({ on, embeddedOnly }) => on === 'link' && !embeddedOnly);
      for (const { type } of kinds) await injector.inject(fault(`f-${type}`, 'a', type, written[type]));
      assert.equal(injector.active().length, kinds.length);
      // down, flap and dns have none, loss has two.
      assert.equal((await server.proxies())[0]?.toxics.length, kinds.length - 3 + 1);
      await injector.removeFaults();
      assert.deepEqual(
        (await server.proxies()).map(({ enabled, toxics }) => [enabled, toxics]),
        [[true, []]],
      );
    });

    it('leaves every other proxy, toxic and setting on the server as it was', async () => {
      await server.createProxy({ name: 'team-a', listen: '127.0.0.1:0', upstream: 'x:1' });
      await server.addToxic('team-a', {
        name: 'theirs',
        type: 'latency',
        stream: 'upstream',
        toxicity: 1,
        attributes: { latency: 5, jitter: 0 },
      });
      await server.createProxy({ name: 'team-b', listen: '127.0.0.1:0', upstream: 'x:1' });
      await server.setEnabled('team-b', false);
      const before = await server.proxies();
      await injector.prepare([link('a', { upstream: echo.address })]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await injector.undoAll();
      assert.deepEqual(await server.proxies(), before);
    });
  });
}

describe('the injector on a server that has settings of links', () => {
  const folder = useStateFolder();

  it("sets the seed that the plan and the link's name give, and gives a user's proxy its own back", async function () {
    const found = await startToxiproxy(this, 'embedded');
    const server = new ToxiproxyServer(found.url);
    const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
    const toxiproxy = { ...found, server: 'external' as const, pid: null };
    const injector = createInjector({ runId: 'r1', seed: 5, toxiproxy, clock, emit: () => {}, journal, toRunMs: (ms) => ms });
    await server.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
    const prior = await writeLinkSettings(server, 'theirs', { seed: 77 });
    const [, own] = await injector.prepare([link('a', { proxy: 'theirs', upstream: null }), link('b')]);
    assert.equal((await readLinkSettings(server, 'theirs'))?.seed, linkSeed(5, 'a'));
    assert.equal((await readLinkSettings(server, own?.proxy ?? ''))?.seed, linkSeed(5, 'b'));
    assert.deepEqual(
      journal.entries.map(({ deed }) => deed.kind),
      ['link-settings', 'proxy-created'],
    );
    assert.deepEqual(await injector.undoAll(), { complete: true, left: [] });
    assert.deepEqual(await readLinkSettings(server, 'theirs'), prior);
    assert.ok(await journal.close());
    await found.stop();
  });
});

describe('the injector when its server goes away', () => {
  const folder = useStateFolder();

  for (const owned of [true, false]) {
    it(owned ? 'has nothing left to undo on one of its own' : 'names what is left on one that is not, within its time', async function () {
      const found = await startToxiproxy(this, 'embedded');
      const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
      const seen = collectEvents();
      const toxiproxy = owned ? found : { ...found, server: 'external' as const, pid: null };
      const injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: seen.emit, journal, toRunMs: (ms) => ms });
      await injector.prepare([link('a')]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await found.stop();
      const began = clock.now();
      const { complete, left } = await injector.undoAll(3_000);
      assert.ok(clock.now() - began < 4_500);
      assert.equal(complete, owned);
      assert.equal(journal.isClean(), owned);
      assert.equal(await journal.close(), owned);
      assert.equal(existsSync(journal.file), !owned);
      if (!owned) {
        assert.equal(left.length, 2);
        assert.match(left.join('\n'), /toxic stampede-r1-slow on proxy stampede-r1-a at http.*ECONNREFUSED/);
        assert.deepEqual(seen.of('rolled-back')[0]?.left, left);
      }
    });
  }

  it('ends one of its own that does not answer, and everything on it with it, within its time', async function () {
    const found = await startToxiproxy(this, 'embedded');
    const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
    const seen = collectEvents();
    const injector = createInjector({ runId: 'r1', toxiproxy: found, clock, emit: seen.emit, journal, toRunMs: (ms) => ms });
    await injector.prepare([link('a'), link('b')]);
    await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
    process.kill(found.pid as number, 'SIGSTOP');
    const began = clock.now();
    await injector.removeFaults(1_000);
    assert.deepEqual(await injector.undoAll(2_000), { complete: true, left: [] });
    assert.ok(clock.now() - began < 4_500);
    assert.equal(lives(found.pid as number), false);
    assert.ok(await journal.close());
  });

  it('a disk that is full keeps nothing from being undone', async function () {
    const found = await startToxiproxy(this, 'embedded');
    const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
    const toxiproxy = { ...found, server: 'external' as const, pid: null };
    const injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: () => {}, journal, toRunMs: (ms) => ms });
    await injector.prepare([link('a'), link('b')]);
    await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
    // A journal that can't be written any more, as on a full disk.
    await journal.close();
    assert.deepEqual(await injector.undoAll(3_000), { complete: true, left: [] });
    assert.deepEqual(await new ToxiproxyServer(found.url).proxies(), []);
    await found.stop();
  });
});
