import assert from 'node:assert/strict';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { GuardedBook } from '../../../src/run/inject/guarded-book.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { readLinkSettings } from '../../../src/run/inject/link-settings.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { collectEvents, fault, freePort, link, type Emitted } from '../../support/injecting.ts';
import { killedRun } from '../../support/killed-run.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { eventually, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`deeds on somebody else's ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    const open: { book: GuardedBook; journal: Journal }[] = [];
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      for (const { book, journal } of open.splice(0)) {
        await book.close();
        await journal.close();
      }
      for (const { name } of await server.everything()) await server.deleteProxy(name);
    });

    async function injectorOf(runId: string, seen: Emitted = collectEvents(), watched: Promise<string | null> = Promise.resolve(null)) {
      const journal = await Journal.open(join(folder(), `${runId}.ndjson`), clock);
      const book = new GuardedBook({ runId, journal, clock, emit: seen.emit, watched });
      open.push({ book, journal });
      const toxiproxy = { address: found.url, server: 'external', pid: null, pidStart: null } as const;
      const injector = createInjector({ runId, seed: 1, toxiproxy, clock, emit: seen.emit, journal: book, toRunMs: (ms) => ms });
      return { injector, journal, book, seen };
    }
    const lockOf = async (): Promise<string | undefined> =>
      (await server.everything()).find(({ name }) => name.startsWith('stampede-lock-'))?.upstream;

    it('lock their links, say when a link is down, and leave nothing', async () => {
      const listen = `127.0.0.1:${await freePort()}`;
      await server.createProxy({ name: 'theirs', listen, upstream: 'db:1' });
      const before = await server.everything();
      const { injector } = await injectorOf('r1');
      await injector.prepare([link('db', { listen, upstream: 'db:1' }), link('stock')]);
      assert.equal((await server.everything()).filter(({ name }) => name.startsWith('stampede-lock-')).length, 2);
      await injector.inject(fault('dead', 'db', 'down'));
      const locks = (await server.everything()).filter(({ name }) => name.startsWith('stampede-lock-'));
      assert.match(locks.find(({ upstream }) => upstream.includes('proxy=theirs'))?.upstream ?? '', /^run=r1;.*;down=1;prior=enabled$/);
      await injector.remove('dead', 'planned');
      await eventually('no longer down', async () => (await server.everything()).every(({ upstream }) => !upstream.includes('down=1')));
      assert.equal((await injector.undoAll()).complete, true);
      assert.deepEqual(await server.everything(), before);
    });

    it('do not begin where another run is, and name it, though it has injected nothing yet', async () => {
      const listen = `127.0.0.1:${await freePort()}`;
      const first = await injectorOf('r1');
      await first.injector.prepare([link('db', { listen, upstream: '127.0.0.1:9' })]);
      const second = await injectorOf('r2');
      await assert.rejects(
        second.injector.prepare([link('stock'), link('db', { listen, upstream: '127.0.0.1:9' })]),
        /link db is locked .* by run r1 of /,
      );
      assert.deepEqual(second.journal.entries, []);
      assert.equal((await server.everything()).length, 2, 'what the second had begun is gone');
      await first.injector.undoAll();
      await second.injector.prepare([link('db', { listen, upstream: '127.0.0.1:9' })]);
      assert.match((await lockOf()) ?? '', /^run=r2;/);
      await second.injector.undoAll();
    });

    it('wait for the watchdog, and say so when there is none', async () => {
      const { promise, resolve } = Promise.withResolvers<string | null>();
      const { injector, seen } = await injectorOf('r1', collectEvents(), promise);
      const preparing = injector.prepare([link('stock')]);
      await new Promise((wait) => setTimeout(wait, 100));
      assert.deepEqual(await server.everything(), []);
      resolve('no more processes');
      await preparing;
      await injector.inject(fault('slow', 'stock', 'latency', { latency: '1s' }));
      assert.deepEqual(
        seen.of('trouble').map(({ what, detail }) => `${what}: ${detail}`),
        ["starting the watchdog: no more processes; should this process be killed, 'chaos recover' has to undo what it did"],
      );
      await injector.undoAll();
    });

    if (kind === 'binary') return;

    it('are undone by the server when their run is gone and nobody else undoes', async () => {
      const listen = `127.0.0.1:${await freePort()}`;
      await server.createProxy({ name: 'theirs', listen, upstream: 'db:1' });
      const settings = await readLinkSettings(server, 'theirs');
      await killedRun({
        toxiproxy: found.url,
        guarded: true,
        links: [link('db', { listen, upstream: 'db:1', protocol: 'http' }), link('stock')],
        faults: [fault('slow', 'db', 'latency', { latency: '2s' }), fault('dead', 'db', 'down')],
      });
      await eventually(
        'only what was there is left, and locks',
        async () => (await server.proxies()).map(({ name }) => name).join() === 'theirs',
      );
      const [theirs] = await server.proxies();
      assert.deepEqual([theirs?.enabled, theirs?.toxics], [true, []]);
      await eventually('its settings are back', async () => isDeepStrictEqual(await readLinkSettings(server, 'theirs'), settings));
    });

    it('last as long as they are meant to, also when that is longer than was planned', async () => {
      const { injector } = await injectorOf('r1');
      const expiry = async (): Promise<number> => {
        const [lease] = (await (await fetch(`${found.url}/stampede/leases`)).json()) as {
          items: { toxic?: unknown; expiresAt: string }[];
        }[];
        const items = lease?.items.filter(({ toxic }) => toxic !== undefined) ?? [];
        assert.equal(items.length, 1);
        return Date.parse(items[0]?.expiresAt ?? '');
      };
      await injector.prepare([link('stock')]);
      await injector.inject(fault('slow', 'stock', 'latency', { latency: '1s' }));
      const planned = await expiry();
      assert.ok(planned > Date.now() + 1_000 && planned < Date.now() + 60_000);
      injector.postpone('slow', injector.active()[0]!.untilMs + 120_000);
      await eventually('it is prolonged', async () => (await expiry().catch(() => 0)) > planned + 100_000);
      assert.equal((await server.proxies())[0]?.toxics.length, 1);
      await injector.undoAll();
    });

    it('leave nothing in the lease when they are undone while they are being prolonged', async () => {
      const { book } = await injectorOf('r1');
      const deed = { kind: 'toxic-added', toxiproxy: found.url, link: 'stock', fault: 'slow', proxy: 'p', toxic: 't' } as const;
      const items = async (): Promise<unknown[]> =>
        ((await (await fetch(`${found.url}/stampede/leases`)).json()) as { owner: string; items: unknown[] }[]).flatMap(
          (lease) => lease.items,
        );
      const { seq } = await book.write(deed, 1_000);
      assert.equal((await items()).length, 1);
      const twice = [book.prolong(seq, 60_000), book.prolong(seq, 120_000)];
      await Promise.all(twice);
      assert.equal((await items()).length, 1, 'prolonged twice at once it is still one');
      const prolonging = book.prolong(seq, 600_000);
      await book.undone(seq);
      await prolonging;
      await eventually('nothing is entered', async () => (await items()).length === 0);
    });

    it('tell when the server has undone them', async () => {
      const { injector, seen } = await injectorOf('r1');
      await injector.prepare([link('stock')]);
      const [lease] = (await (await fetch(`${found.url}/stampede/leases`)).json()) as { lease: string }[];
      await fetch(`${found.url}/stampede/leases/${lease?.lease}`, { method: 'DELETE' });
      await eventually('trouble', () => seen.of('trouble').length > 0);
      assert.match(seen.of('trouble')[0]?.detail ?? '', /the server undid what was injected there/);
      await injector.undoAll();
      assert.equal(await lockOf(), undefined);
    });
  });
}

describe("deeds on a server of the run's own", () => {
  const folder = useStateFolder();

  it('need no lock and no lease', async function () {
    const found = await startToxiproxy(this, 'embedded');
    const journal = await Journal.open(join(folder(), 'r1.ndjson'), clock);
    const seen = collectEvents();
    const book = new GuardedBook({ runId: 'r1', journal, clock, emit: seen.emit, watched: Promise.resolve(null) });
    const injector = createInjector({ runId: 'r1', seed: 1, toxiproxy: found, clock, emit: seen.emit, journal: book, toRunMs: (ms) => ms });
    try {
      await injector.prepare([link('stock')]);
      assert.deepEqual(
        (await new ToxiproxyServer(found.url).everything()).map(({ name }) => name),
        ['stampede-r1-stock'],
      );
      assert.deepEqual(await (await fetch(`${found.url}/stampede/leases`)).json(), []);
    } finally {
      await injector.undoAll();
      await book.close();
      await found.stop();
      await journal.close();
    }
  });
});
