/** What a step may send and follow, on real sockets: bodies, auth, redirects, cookies, pauses. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestSample } from '../../../src/events/event.ts';
import { Histogram } from '../../../src/events/histogram.ts';
import type { PlannedFile, PlannedJourney, PlannedStep } from '../../../src/plan/plan.ts';
import type { LoadRun } from '../../../src/run/load/contract.ts';
import { closedPort } from '../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, stepOf, sumsOf, type Sums } from './loads.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly port: number | undefined;
}

describe('what a step sends and follows', () => {
  const servers: Server[] = [];
  const runs: LoadRun[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'steps-'));
  const seen: Seen[] = [];

  async function server(answer: (seen: Seen, response: ServerResponse) => void): Promise<string> {
    const opened = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const one = { method, url, headers, body: Buffer.concat(pieces), port: request.socket.remotePort };
        seen.push(one);
        answer(one, response);
      });
    });
    await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
    servers.push(opened);
    return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  }
  async function send(
    url: string,
    steps: readonly Partial<PlannedStep>[],
    over: {
      visits?: number;
      timeoutMs?: number;
      journey?: Partial<PlannedJourney>;
      headers?: Record<string, string>;
      allow?: boolean;
    } = {},
  ): Promise<Sums & { run: LoadRun; samples: RequestSample[] }> {
    const { visits = 3, timeoutMs = 5_000, headers = {}, allow = false } = over;
    const journeys = [{ name: 'j', weight: 1, steps: steps.map((step) => stepOf(step)), ...over.journey }];
    const load = loadOf([{ forMs: visits * 10, shape: constantly(100) }], { journeys, timeoutMs });
    const { events, start } = engineFor(url, load, { headers, ...(allow ? { others: [] } : {}) });
    const run = start();
    runs.push(run);
    await run.ended;
    const samples = events.flatMap((event) => (event.type === 'sample' ? [event.sample] : []));
    return { ...sumsOf(events), run, samples };
  }
  function file(name: string, content: Buffer): PlannedFile {
    const path = join(folder, name);
    writeFileSync(path, content);
    return { file: path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.stop();
    seen.splice(0);
    for (const opened of servers.splice(0)) {
      opened.closeAllConnections();
      await new Promise((resolve) => opened.close(resolve));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const ok = (_: Seen, response: ServerResponse): void => void response.end('{"ok":true}');
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));

  it('a file goes out byte by byte, before a head that changes as well', async () => {
    const url = await server(ok);
    const body = { kind: 'file', file: file('a.bin', bytes), type: 'image/x-test' } as const;
    const sums = await send(url, [
      { method: 'PUT', path: '/fixed', body },
      { method: 'PUT', path: '/${seq}', body },
    ]);
    assert.equal(sums.outcomes.ok, 6);
    for (const one of seen) assert.deepEqual([one.headers['content-type'], one.body.equals(bytes)], ['image/x-test', true]);
  });

  it('a form, and a form of several parts, are read by others as they were meant', async () => {
    const url = await server(ok);
    const parts = { 'a "b"': 'x=${seq}', photo: { file: file('b.bin', bytes), type: 'image/x-test', name: 'größe.bin' } };
    await send(
      url,
      [
        { method: 'POST', body: { kind: 'form', fields: { q: 'ä&=+ ${seq}', 'a b': ['1', '${v}'] } } },
        { method: 'POST', path: '/parts', body: { kind: 'multipart', parts } },
        { method: 'POST', path: '/parts', body: { kind: 'multipart', parts: { only: 'fixed' } } },
      ],
      { visits: 1, journey: { vars: { v: 'c/d' } } },
    );
    const [form, several, fixed] = await Promise.all(
      seen.map(({ body, headers }) =>
        new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } }).formData(),
      ),
    );
    assert.deepEqual(
      [...(form as FormData)],
      [
        ['q', 'ä&=+ 1'],
        ['a b', '1'],
        ['a b', 'c/d'],
      ],
    );
    const photo = several?.get('photo') as File;
    assert.deepEqual([several?.get('a "b"'), photo.name, photo.type], ['x=1', 'größe.bin', 'image/x-test']);
    assert.ok(Buffer.from(await photo.arrayBuffer()).equals(bytes));
    assert.equal(fixed?.get('only'), 'fixed');
  });

  it("auth of a step is what a server reads from it, and hides the target's", async () => {
    const url = await server(ok);
    const basic = { basic: { user: 'ada', password: 'pä:ss${seq}' } };
    await send(url, [{ auth: basic }, { auth: { bearer: '${t}' } }, {}], {
      visits: 1,
      headers: { Authorization: 'Bearer all' },
      journey: { vars: { t: 'x' } },
    });
    assert.deepEqual(
      seen.map(({ headers }) => headers.authorization),
      [`Basic ${Buffer.from('ada:pä:ss1').toString('base64')}`, 'Bearer x', 'Bearer all'],
    );
  });

  it('redirects are part of the one request: its time and its timeout span them, nothing counts as sent twice', async () => {
    const url = await server(({ url: path }, response) => {
      const n = Number(path.slice(1) || 0);
      setTimeout(() => {
        if (n < 3) response.writeHead(302, { location: `/${n + 1}` }).end();
        else response.end('{"done":1}');
      }, 60);
    });
    const quick = await send(url, [{ redirects: 3, expect: { status: [200], degraded: null, json: { '$.done': 1 } } }]);
    assert.deepEqual([quick.intended, quick.outcomes.ok, seen.length, quick.run.counts().sent], [3, 3, 12, 3]);
    assert.ok((quick.service.quantileMs(0.5) ?? 0) >= 235, `${quick.service.quantileMs(0.5)}`);
    for (const { path, redirects } of quick.samples) assert.deepEqual([path, redirects], ['/3', 3]);
    const slow = await send(url, [{ redirects: 3 }], { timeoutMs: 150 });
    assert.deepEqual([slow.outcomes.timeout, slow.errors], [3, { 'timeout: no answer within 150 ms': 3 }]);
    const few = await send(url, [{ redirects: 2 }]);
    assert.deepEqual(few.errors, { 'httpError: more than 2 redirects': 3 });
    for (const { path, redirects, headers } of few.samples)
      assert.deepEqual([path, redirects, headers.find(([name]) => name === 'location')], ['/2', 2, ['location', '/3']]);
    const none = await send(url, [{}]);
    assert.equal(none.outcomes.ok, 3, 'a redirect that nobody follows is an answer');
    const late = await send(url, [{ redirects: 3, expect: { status: null, degraded: null, maxTimeMs: 100 } }]);
    assert.deepEqual(late.errors, { 'httpError: slower than 100 ms': 3 });
  });

  it('a redirect leads to another origin only where that is allowed, and takes no secret there', async () => {
    const away = await server(ok);
    const url = await server(({ url: path }, response) => void response.writeHead(307, { location: `${away}${path}` }).end());
    const step = {
      method: 'POST',
      path: '/x',
      redirects: 1,
      headers: { 'x-api-key': 'k' },
      body: { kind: 'text', text: '${uuid}' },
    } as const;
    const headers = { authorization: 'Bearer t', 'x-shop': 's' };
    const refused = await send(url, [step], { headers });
    assert.deepEqual(refused.errors, { 'httpError: a redirect to a host that nobody allowed': 3 });
    seen.splice(0);
    const allowed = await send(url, [step], { headers, allow: true });
    assert.equal(allowed.outcomes.ok, 3);
    const [first, second] = [
      seen.filter((one) => `http://${one.headers.host}` === url),
      seen.filter((one) => `http://${one.headers.host}` === away),
    ];
    assert.deepEqual([first.length, second.length], [3, 3]);
    for (const one of first)
      assert.deepEqual([one.headers.authorization, one.headers['x-shop'], one.headers['x-api-key']], ['Bearer t', 's', 'k']);
    for (const one of second)
      assert.deepEqual([one.headers.authorization, one.headers['x-shop'], one.headers['x-api-key']], [undefined, undefined, undefined]);
    assert.deepEqual(
      second.map(({ body }) => body.toString()).toSorted(),
      first.map(({ body }) => body.toString()).toSorted(),
      'the same body, not another',
    );
  });

  it('a redirect to where nobody listens is a connect-error of the request', async () => {
    const port = await closedPort();
    const url = await server((_, response) => void response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end());
    const sums = await send(url, [{ redirects: 1 }, { path: '/never' }], { allow: true });
    assert.deepEqual([sums.intended, sums.outcomes.connectError, sums.errors], [3, 3, { 'connectError: ECONNREFUSED': 3 }]);
    assert.equal(sums.run.counts().connectionsFailed, 3);
  });

  it('where a new visitor is a new connection, redirects and later steps are on it', async () => {
    const url = await server(
      ({ url: path }, response) => void (path === '/' ? response.writeHead(302, { location: '/b' }).end() : response.end()),
    );
    const journeys = [{ name: 'j', weight: 1, steps: [stepOf({ redirects: 1 }), stepOf({ path: '/c' })] }];
    const { start } = engineFor(url, loadOf([{ forMs: 50, shape: constantly(100) }], { journeys, connections: 'per-journey' }));
    const run = start();
    runs.push(run);
    await run.ended;
    const byPort = Map.groupBy(seen, ({ port }) => port);
    assert.equal(byPort.size, 5);
    for (const paths of byPort.values())
      assert.deepEqual(
        paths.map((one) => one.url),
        ['/', '/b', '/c'],
      );
  });

  it('a connection that has just answered with a redirect is not taken for one that idled too long', async () => {
    const url = await server(({ url: path }, response) => {
      response.setHeader('keep-alive', 'timeout=1');
      if (path === '/') response.writeHead(302, { location: '/b' });
      response.end();
    });
    const journeys = [{ name: 'j', weight: 1, steps: [stepOf({ redirects: 1 })] }];
    const { start } = engineFor(url, loadOf([{ forMs: 900, shape: constantly(50) }], { journeys, connections: 'per-journey' }));
    const run = start();
    runs.push(run);
    await run.ended;
    const byPort = Map.groupBy(seen, ({ port }) => port);
    assert.deepEqual([byPort.size, run.counts().connectionsOpened], [45, 45]);
  });

  it('a cookie or a captured header of more than ASCII comes back as it was', async () => {
    const url = await server((_, response) => {
      response.setHeader('set-cookie', Buffer.from('name=größe').toString('latin1'));
      response.setHeader('x-name', Buffer.from('größe').toString('latin1'));
      response.end();
    });
    await send(url, [{ capture: { name: { header: 'x-name' } } }, { path: '/${name}' }], { visits: 1 });
    const second = seen[1];
    assert.deepEqual(
      [decodeURIComponent(second?.url ?? ''), Buffer.from(second?.headers.cookie ?? '', 'latin1').toString('utf8')],
      ['/größe', 'name=größe'],
    );
  });

  it('a pause from a range is drawn for each visit, within it', async () => {
    const url = await server(ok);
    const times = new Histogram();
    const journeys = [{ name: 'j', weight: 1, steps: [stepOf({ thinkMs: 50, thinkToMs: 250 }), stepOf({ route: 'two' })] }];
    const { events, start } = engineFor(url, loadOf([{ forMs: 300, shape: constantly(100) }], { journeys }));
    const run = start();
    runs.push(run);
    await run.ended;
    sumsOf(events);
    for (const event of events) if (event.type === 'load') for (const bin of event.journeys ?? []) times.add(bin.times);
    assert.equal(times.count, 30);
    assert.ok((times.quantileMs(0) ?? 0) >= 50, 'none is shorter');
    assert.ok((times.quantileMs(0.9) ?? 0) - (times.quantileMs(0.1) ?? 0) > 60, 'and they differ');
  });
});
