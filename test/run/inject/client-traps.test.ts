/**
 * What toxiproxy-node-client 4.1.0 does that a run can't live with, trap by trap: first that the client as it is walks into it, so that
 * nothing is mended that a newer client has mended itself, and then that ours does not.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Toxiproxy } from 'toxiproxy-node-client';
import { ChaosError, systemCodeOf } from '../../../src/errors.ts';
import { faultKinds } from '../../../src/faults/shelf.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import type { NewToxic } from '../../../src/run/inject/new-toxic.ts';
import { collectEvents, fault, freePort, link, startEcho } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

const latency: NewToxic = { name: 't', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 100, jitter: 0 } };
const upstream = '127.0.0.1:9';

async function refusal(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'it was not refused' });
}

for (const kind of serverKinds) {
  describe(`traps of the client, on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let bare: Toxiproxy;
    let ours: ToxiproxyServer;

    before(async function () {
      found = await startToxiproxy(this, kind);
      bare = new Toxiproxy(found.url);
      ours = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      for (const { name } of await ours.proxies()) if (!name.includes('/')) await ours.deleteProxy(name);
    });

    const create = (name: string, listen = '127.0.0.1:0'): ReturnType<ToxiproxyServer['createProxy']> =>
      ours.createProxy({ name, listen, upstream });

    /** An injector on the server as one that is somebody else's, with a journal of its own. */
    async function withInjector<T>(work: (injector: ReturnType<typeof createInjector>, journal: Journal) => Promise<T>): Promise<T> {
      const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
      const toxiproxy = { ...found, server: 'external' as const, pid: null };
      const injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: collectEvents().emit, journal, toRunMs: (ms) => ms });
      try {
        return await work(injector, journal);
      } finally {
        await injector.undoAll();
        await journal.close();
      }
    }

    it("trap 1: the server's words are thrown away", async () => {
      const { listen } = await create('a');
      const lost = await refusal(bare.createProxy({ name: 'a', listen, upstream }));
      assert.match(lost.message, /^Request failed with status code 409$/);
      assert.equal(lost.cause, undefined);
      const kept = await refusal(create('a'));
      assert.ok(kept instanceof ChaosError && kept.code === 'TOXIPROXY_REFUSED');
      assert.match(kept.message, /proxy already exists$/);
      await ours.addToxic('a', latency);
      assert.match((await refusal(ours.addToxic('a', latency))).message, /toxic already exists$/);
      assert.match((await refusal(ours.addToxic('a', { ...latency, name: 'u', type: 'earthquake' }))).message, /invalid toxic type/);
      assert.match((await refusal(ours.addToxic('none', latency))).message, /proxy not found/);
      assert.match((await refusal(create('b', listen))).message, /address already in use/);
    });

    it('trap 4: with a slash after the host a creation says it is done, and nothing is created', async () => {
      const nothing = await new Toxiproxy(`${found.url}/`).createProxy({ name: 'a', listen: '127.0.0.1:0', upstream });
      assert.equal(nothing.name, undefined);
      assert.deepEqual(await ours.proxies(), []);
      for (const [index, url] of [`${found.url}/`, `${found.url}//`, found.url.replace('http://', '')].entries())
        assert.equal(
          (await new ToxiproxyServer(url).createProxy({ name: `n${index}`, listen: '127.0.0.1:0', upstream })).name,
          `n${index}`,
        );
      assert.equal((await ours.proxies()).length, 3);
    });

    it('trap 5: populating with nothing throws a TypeError', async () => {
      assert.ok((await refusal(bare.populate([]))) instanceof TypeError);
      await withInjector(async (injector) => assert.deepEqual(await injector.prepare([]), []));
    });

    it('trap 6: of a population that fails half way nobody learns what was created', async () => {
      const taken = createTcpServer();
      taken.listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const port = (taken.address() as AddressInfo).port;
      try {
        const bodies = [
          { name: 'one', listen: '127.0.0.1:0', upstream },
          { name: 'two', listen: `127.0.0.1:${port}`, upstream },
        ];
        const lost = await refusal(bare.populate(bodies));
        assert.ok(!lost.message.includes('one'));
        assert.deepEqual(
          (await ours.proxies()).map(({ name }) => name),
          ['one'],
        );
        await ours.deleteProxy('one');
        await withInjector(async (injector, journal) => {
          const named = await refusal(
            injector.prepare(bodies.map(({ name, listen }) => link(name, { listen: listen.endsWith(':0') ? null : listen }))),
          );
          assert.ok(named instanceof ChaosError && named.code === 'LISTEN_TAKEN');
          assert.match(named.message, /^link two wants/);
          assert.deepEqual(await ours.proxies(), []);
          assert.ok(journal.isClean());
        });
      } finally {
        taken.close();
      }
    });

    it('trap 7: names are not encoded: some can be created and never reached', async () => {
      for (const name of ['a?b', 'my db?', 'a#b', '50%25', '50%', 'ü', 'a b']) {
        await bare.createProxy({ name, listen: '127.0.0.1:0', upstream });
        const seen = await bare.get(name).then(
          (proxy) => proxy.name,
          () => 'not found',
        );
        // What the URL parser encodes itself is the exception.
        if (!['ü', 'a b'].includes(name)) assert.notEqual(seen, name, name);
        await ours.addToxic(name, latency);
        assert.equal(await ours.removeToxic(name, 't'), 'done', name);
        assert.equal(await ours.setEnabled(name, false), 'done', name);
        assert.equal((await ours.proxies()).find((proxy) => proxy.name === name)?.enabled, false, name);
        assert.equal(await ours.deleteProxy(name), 'done', name);
      }
      // What is ours has a name that any client can reach.
      await assert.rejects(create('a/b'), TypeError);
    });

    it('trap 8: what is changed is changed by POST, which is on its way out', async () => {
      await create('a');
      await ours.addToxic('a', latency);
      assert.equal(await ours.setEnabled('a', false), 'done');
      await ours.updateToxic('a', 't', { toxicity: 0.5, attributes: { latency: 7, jitter: 0 } });
      const toxic = (await (await bare.get('a')).getToxic('t')) as { attributes: unknown; toxicity: number };
      assert.deepEqual([toxic.attributes, toxic.toxicity], [{ latency: 7, jitter: 0 }, 0.5]);
      assert.equal((await ours.proxies())[0]?.enabled, false);
    });

    it('trap 9: toxics are left out of what it lists, and the version is raw text', async () => {
      const { listen } = await create('a');
      await ours.addToxic('a', latency);
      assert.match(listen, /^127\.0\.0\.1:[1-9]\d*$/);
      assert.ok(!('toxics' in (await bare.get('a'))));
      assert.match(await bare.getVersion(), /^\{"version": "/);
      assert.match(await ours.version(), /^(git|\d+\.\d+\.\d+)$/);
      assert.deepEqual(
        (await ours.proxies()).map(({ name, listen: at, toxics }) => [
          name,
          at,
          toxics.map(({ name: toxic, type, stream }) => [toxic, type, stream]),
        ]),
        [['a', listen, [['t', 'latency', 'downstream']]]],
      );
    });

    it('trap 10: it has a toxic "down", which no server has', async () => {
      await create('a');
      const proxy = await bare.get('a');
      const body = { name: 'd', type: 'down', stream: 'downstream', toxicity: 1, attributes: {} } as unknown;
      assert.match((await refusal(proxy.addToxic(body as Parameters<typeof proxy.addToxic>[0]))).message, /400/);
      const down = fault('f', 'a', 'down');
      const steps = faultKinds.get('down')?.steps(down.spec, down.forMs) ?? [];
      assert.deepEqual(
        steps.map((step) => step.do),
        ['disable-proxy'],
      );
      assert.equal(await ours.setEnabled('a', false), 'done');
    });

    it('trap 11: an object does not know what became of its thing, and to remove it twice is an error', async () => {
      await create('a');
      const proxy = await bare.get('a');
      await ours.addToxic('a', latency);
      assert.deepEqual([await ours.removeToxic('a', 't'), await ours.removeToxic('a', 't')], ['done', 'gone']);
      await ours.setEnabled('a', false);
      assert.equal(proxy.enabled, true);
      assert.equal((await ours.proxies())[0]?.enabled, false);
      await proxy.remove();
      assert.match((await refusal(proxy.remove())).message, /404/);
      assert.equal(await ours.deleteProxy('a'), 'gone');
      assert.equal(await ours.removeToxic('a', 't'), 'gone');
      assert.equal(await ours.setEnabled('a', true), 'gone');
      await create('a');
      assert.deepEqual([await ours.deleteProxy('a'), await ours.deleteProxy('a')], ['done', 'gone']);
    });

    it('trap 12: its words for a timeout of 0 are wrong: data is dropped, not held, and the connection ends with the toxic', async () => {
      const echo = await startEcho();
      try {
        const { listen } = await ours.createProxy({ name: 'a', listen: '127.0.0.1:0', upstream: echo.address });
        await ours.addToxic('a', { ...latency, type: 'timeout', attributes: { timeout: 0 } });
        const socket = connect(Number(listen.split(':')[1]), '127.0.0.1');
        const got: Buffer[] = [];
        socket.on('data', (data) => got.push(data)).on('error', () => {});
        await once(socket, 'connect');
        socket.write('hello');
        await sleep(150);
        assert.equal(await ours.removeToxic('a', 't'), 'done');
        if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(3_000) });
        assert.equal(Buffer.concat(got).toString(), '');
        // And for toxicity: a share from 0 to 1, no percentage.
        const half = fault('f', 'a', 'latency', { latency: '1s' });
        const [step] = faultKinds.get('latency')?.steps({ ...half.spec, toxicity: 0.5 }, 1_000) ?? [];
        assert.equal(step?.do === 'add-toxic' && step.toxicity, 0.5);
      } finally {
        echo.close();
      }
    });

    it("trap 13: a reset is everybody's", async () => {
      const theirs = async (): Promise<void> => {
        await create('team-a');
        await ours.addToxic('team-a', { ...latency, name: 'theirs' });
        await create('team-b');
        await ours.setEnabled('team-b', false);
      };
      await theirs();
      await bare.reset();
      assert.deepEqual(
        (await ours.proxies()).map(({ enabled, toxics }) => [enabled, toxics.length]),
        [
          [true, 0],
          [true, 0],
        ],
      );
      for (const name of ['team-a', 'team-b']) await ours.deleteProxy(name);
      await theirs();
      const before = await ours.proxies();
      await withInjector(async (injector) => {
        await injector.prepare([link('a', { listen: `127.0.0.1:${await freePort()}` })]);
        await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      });
      assert.deepEqual(await ours.proxies(), before);
    });
  });
}

describe('traps of the client, whatever the server', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  async function serve(answer: (request: IncomingMessage, body: string) => [status: number, text: string] | null): Promise<string> {
    const http = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const said = answer(request, body);
        if (said !== null) response.writeHead(said[0]).end(said[1]);
      });
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    closers.push(() => {
      http.closeAllConnections();
      http.close();
    });
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  it('trap 2: of a connection that failed nothing is left but "fetch failed"', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const lost = await refusal(new Toxiproxy(url).getVersion());
    assert.equal(`${lost.message} ${String(lost.cause)}`, 'fetch failed undefined');
    const kept = await refusal(new ToxiproxyServer(url).version());
    assert.equal(systemCodeOf(kept), 'ECONNREFUSED');
    assert.match(kept.message, /can't be reached: ECONNREFUSED/);
    assert.match(kept instanceof ChaosError ? kept.hint : '', /toxiproxy-server/);
  });

  it('trap 3: it waits forever for a server that never answers', async () => {
    const url = await serve(() => null);
    const waiting = new Toxiproxy(url).getAll().then(
      () => 'ended',
      () => 'ended',
    );
    const late = await refusal(new ToxiproxyServer(url, 200).proxies());
    assert.match(late.message, /did not answer within 200 ms/);
    assert.equal(await Promise.race([waiting, sleep(300, 'still waiting')]), 'still waiting');
  });

  it('trap 8: a server that knows only PATCH, or only POST as those before 2.6, is served as well', async () => {
    for (const known of ['PATCH', 'POST'])
      for (const missing of [404, 405]) {
        const seen: string[] = [];
        const url = await serve((request, body) => {
          if (request.method === 'GET') return [200, '{"name":"a"}'];
          seen.push(`${request.method} ${request.url} ${body}`);
          return request.method === known ? [200, '{"name":"a"}'] : [missing, '404 page not found'];
        });
        await (await new Toxiproxy(url).get('a')).update({ listen: '', upstream, enabled: true }).catch(() => undefined);
        assert.match(seen.splice(0).join(), /^POST \/proxies\/a /);
        const ours = new ToxiproxyServer(url);
        assert.equal(await ours.setEnabled('a', false), 'done');
        await ours.updateToxic('a', 't', { toxicity: 1, attributes: { latency: 5 } });
        const served = seen.filter((line) => line.startsWith(known));
        assert.deepEqual(served, [
          `${known} /proxies/a {"enabled":false}`,
          `${known} /proxies/a/toxics/t {"toxicity":1,"attributes":{"latency":5}}`,
        ]);
      }
  });

  it('trap 14: it is untested and its versions differ, so it is pinned to one, whose parts are replaced', () => {
    const read = (path: string): Record<string, unknown> =>
      JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as Record<string, unknown>;
    const dependencies = read('package.json')['dependencies'] as Record<string, string>;
    assert.equal(dependencies['toxiproxy-node-client'], '4.1.0');
    assert.equal(read('node_modules/toxiproxy-node-client/package.json')['version'], '4.1.0');
  });
});
