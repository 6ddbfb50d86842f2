/** Faults that understand HTTP, from the scenario's words to what a client gets, on the embedded server. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { kindOf } from '../../../src/faults/shelf.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FaultInjector } from '../../../src/run/inject/contract.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal, readJournal } from '../../../src/run/inject/journal.ts';
import { readLinkSettings, writeLinkSettings } from '../../../src/run/inject/link-settings.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { undoEntries } from '../../../src/run/inject/undo.ts';
import { collectEvents, type Emitted, fault, link } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { startToxiproxy } from '../../support/toxiproxies.ts';

describe('HTTP faults on a link', () => {
  const folder = useStateFolder();
  let found: FoundToxiproxy;
  let shop: Server;
  let journal: Journal;
  let seen: Emitted;
  let injector: FaultInjector;
  let url: string;

  before(async function () {
    found = await startToxiproxy(this, 'embedded');
    shop = createServer((_, answer) => answer.end('everything is fine')).listen(0, '127.0.0.1');
    await new Promise((resolve) => shop.once('listening', resolve));
  });
  after(async () => {
    shop?.close();
    shop?.closeAllConnections();
    await found?.stop();
  });
  beforeEach(async () => {
    journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
    seen = collectEvents();
    const toxiproxy = { ...found, server: 'external' as const, pid: null };
    injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: seen.emit, journal, toRunMs: (ms) => ms, seed: 1 });
    const upstream = `127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const [at] = await injector.prepare([link('shop', { upstream, protocol: 'http' })]);
    url = `http://${at!.connect}`;
  });
  afterEach(async () => {
    await injector.undoAll();
    await journal.close();
  });

  async function get(path = '/', method = 'GET'): Promise<{ status: number; body: string; retryAfter: string | null; ms: number }> {
    const began = performance.now();
    const answer = await fetch(`${url}${path}`, { method, signal: AbortSignal.timeout(10_000) });
    const body = await answer.text();
    return { status: answer.status, body, retryAfter: answer.headers.get('retry-after'), ms: performance.now() - began };
  }

  it('http_error answers what matches, and lets the rest through', async () => {
    await injector.inject(fault('e', 'shop', 'http_error', { status: 429, path: '/pay*', retry_after: 7, body: 'slow down' }));
    assert.partialDeepStrictEqual(await get('/pay/now'), { status: 429, body: 'slow down', retryAfter: '7' });
    assert.partialDeepStrictEqual(await get('/'), { status: 200, body: 'everything is fine' });
    await injector.remove('e', 'planned');
    assert.partialDeepStrictEqual(await get('/pay/now'), { status: 200, body: 'everything is fine' });
    const counters = seen.of('fault-removed')[0]?.counters;
    assert.equal(counters?.toxics['stampede-r1-e']?.requests, 1);
  });

  it('http_error hits its share of the requests', async () => {
    await injector.inject(fault('e', 'shop', 'http_error', { share: '50%' }));
    const statuses: number[] = [];
    for (let k = 0; k < 100; k++) statuses.push((await get()).status);
    const errors = statuses.filter((status) => status === 503).length;
    assert.ok(errors > 25 && errors < 75, `${errors} of 100`);
  });

  it('http_delay holds a request back, and follows its ramp', async () => {
    const ramped = fault('d', 'shop', 'http_delay', { delay: { ramp: [0, '400ms'] }, method: 'POST' });
    const steps = kindOf(ramped.spec).steps(ramped.spec, ramped.forMs);
    await injector.inject(ramped);
    await injector.step('d', steps.at(-1)!);
    assert.ok((await get('/', 'POST')).ms >= 395);
    assert.ok((await get('/')).ms < 395);
    assert.deepEqual(
      seen.of('fault-step').map(({ what }) => what),
      ['http_delay 400 ms on POST requests'],
    );
  });

  it('http_corrupt breaks the body', async () => {
    await injector.inject(fault('c', 'shop', 'http_corrupt', { mode: 'truncate', bytes: 5 }));
    await assert.rejects(get());
    await injector.remove('c', 'planned');
    await injector.inject(fault('c2', 'shop', 'http_corrupt', { mode: 'replace', bytes: '4B' }));
    const { status, body } = await get();
    assert.equal(status, 200);
    assert.equal(body.length, 'everything is fine'.length);
    assert.notEqual(body, 'everything is fine');
  });

  it('are undone from the journal alone', async () => {
    await injector.inject(fault('e', 'shop', 'http_error'));
    const toxic = readJournal(journal.file).filter(({ deed }) => deed.kind === 'http-toxic-added');
    assert.equal(toxic.length, 1);
    const [item] = await undoEntries(toxic, { budgetMs: 2_000 });
    assert.deepEqual([item?.ok, item?.detail], [true, 'removed']);
    assert.equal((await get()).status, 200);
    const [again] = await undoEntries(toxic, { budgetMs: 2_000 });
    assert.deepEqual([again?.ok, again?.detail], [true, 'already gone']);
  });

  describe('on a proxy of somebody else', () => {
    let server: ToxiproxyServer;

    beforeEach(async () => {
      server = new ToxiproxyServer(found.url);
      await server.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
      await writeLinkSettings(server, 'theirs', { protocol: 'http', seed: 7 });
    });
    afterEach(() => server.deleteProxy('theirs'));

    it('stop it where there are some already, in either protocol, and are left there', async () => {
      const theirs = { name: 'handmade', type: 'http_delay', share: 1, method: null, path: null, attributes: { delay: 5 } };
      await server.addHttpToxic('theirs', theirs);
      for (const protocol of ['tcp', 'http'] as const)
        await assert.rejects(injector.prepare([link('pay', { upstream: null, proxy: 'theirs', protocol })]), {
          code: 'PROXY_CONFLICT',
          message: `link pay: proxy theirs at ${found.url} already has toxic handmade`,
        });
      assert.deepEqual(await server.httpToxics('theirs'), [{ name: 'handmade', type: 'http_delay' }]);
    });

    it('stay in that somebody added while the link was ours', async () => {
      await writeLinkSettings(server, 'theirs', { protocol: 'tcp' });
      await injector.prepare([link('pay', { upstream: null, proxy: 'theirs', protocol: 'http' })]);
      const theirs = { name: 'handmade', type: 'http_delay', share: 1, method: null, path: null, attributes: { delay: 5 } };
      await server.addHttpToxic('theirs', theirs);
      await injector.undoAll();
      assert.deepEqual(await server.httpToxics('theirs'), [{ name: 'handmade', type: 'http_delay' }]);
      assert.equal((await readLinkSettings(server, 'theirs'))?.seed, 7);
    });

    it('are possible as long as the link lasts where HTTP is spoken, whatever the plan knows of that', async () => {
      await injector.prepare([link('pay', { upstream: null, proxy: 'theirs' })]);
      assert.equal((await readLinkSettings(server, 'theirs'))?.protocol, 'http');
      await injector.undoAll();
      assert.deepEqual(await readLinkSettings(server, 'theirs'), { protocol: 'http', seed: 7 });
    });
  });
});
