/** The HTTP-aware part of a proxy between node's own clients and servers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api, embedded, type Started } from '../../conformance/toxiproxy-server.ts';
import { Client, until } from '../../support/tcp-peers.ts';

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
  readonly tookMs: number;
}

describe('link that is read as HTTP', () => {
  let server: Started;
  let api: Api;
  let shop: Server;
  let address: string;
  let agent: Agent;
  /** METHOD and URL of what the upstream saw. */
  const seen: string[] = [];

  beforeEach(async () => {
    server = await embedded.start();
    api = new Api(server.url);
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    seen.length = 0;
    shop = createServer((asked, answer) => {
      seen.push(`${asked.method} ${asked.url}`);
      let bytes = 0;
      asked.on('data', (data: Buffer) => (bytes += data.length));
      asked.on('end', () => {
        const body = `${asked.url} took ${bytes}`;
        if (asked.url?.startsWith('/chunks') === true) {
          answer.write(body.slice(0, 3));
          answer.end(body.slice(3));
        } else answer.setHeader('content-length', body.length).end(body);
      });
    });
    shop.listen(0, '127.0.0.1');
    await once(shop, 'listening');
    address = await api.proxy('p', `127.0.0.1:${(shop.address() as AddressInfo).port}`);
    await api.call('PUT', '/stampede/links/p', { protocol: 'http', seed: 5 });
  });
  afterEach(async () => {
    agent.destroy();
    await server.stop();
    shop.closeAllConnections();
    await new Promise((resolve) => shop.close(resolve));
  });

  const toxic = (type: string, attributes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
    api.call('POST', '/stampede/links/p/toxics', { type, attributes, ...more });
  const counters = () =>
    api.call('GET', '/stampede/links/p') as Promise<{
      connections: number;
      requests: number;
      unparsed: number;
      toxics: Record<string, { connections: number; requests: number; delayedMs: number }>;
    }>;

  function ask(path: string, { method = 'GET', body = '', headers = {} as Record<string, string>, through = agent } = {}): Promise<Reply> {
    const begunMs = performance.now();
    const [host, port] = address.split(':');
    return new Promise((resolve, reject) => {
      const call = request({ host, port, path, method, headers, agent: through }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => (text += data.toString('latin1')));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers, tookMs: performance.now() - begunMs }),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  it('counts requests, and lets them and their answers alone', async () => {
    assert.equal((await ask('/a')).body, '/a took 0');
    assert.equal((await ask('/chunks')).body, '/chunks took 0');
    assert.equal((await ask('/b', { method: 'POST', body: 'x'.repeat(200_000) })).body, '/b took 200000');
    assert.equal((await ask('/c', { method: 'POST', body: 'x', headers: { 'transfer-encoding': 'chunked' } })).body, '/c took 1');
    assert.equal((await ask('/d', { method: 'HEAD' })).body, '');
    assert.equal((await ask('/e', { method: 'PUT', body: 'x', headers: { expect: '100-continue' } })).body, '/e took 1');
    const { requests, connections, unparsed } = await counters();
    assert.deepEqual({ requests, connections, unparsed }, { requests: 6, connections: 1, unparsed: 0 });
  });

  it('answers a share of the requests that match; the connection lives on, and the upstream sees nothing of it', async () => {
    await toxic('http_error', { status: 502, body: 'down', retry_after: 3 }, { method: 'POST', path: '/orders*' });
    const { status, body, headers } = await ask('/orders/7?x=1', { method: 'POST', body: 'y'.repeat(100_000) });
    assert.deepEqual([status, body, headers['retry-after']], [502, 'down', '3']);
    for (const [path, method] of [
      ['/orders/7', 'GET'],
      ['/order', 'POST'],
      ['/x/orders', 'POST'],
    ] as const)
      assert.equal((await ask(path, { method })).status, 200);
    assert.deepEqual(seen, ['GET /orders/7', 'POST /order', 'POST /x/orders']);
    const { connections, toxics } = await counters();
    assert.equal(connections, 1);
    assert.deepEqual(toxics['http_error'], { connections: 1, requests: 1, chunks: 0, bytes: 0, delayedMs: 0 });
  });

  it('draws for each request, so that a seed repeats which ones are hit, whichever connection they come on', async () => {
    const hits = async (through: () => Agent): Promise<string> => {
      await api.call('PUT', '/stampede/links/p', { seed: 99 });
      let text = '';
      for (let n = 0; n < 60; n++) text += (await ask('/', { through: through() })).status === 503 ? 'x' : '.';
      return text;
    };
    await toxic('http_error', {}, { share: 0.3 });
    const first = await hits(() => agent);
    assert.equal(await hits(() => new Agent()), first);
    const share = first.replaceAll('.', '').length;
    assert.ok(share >= 8 && share <= 30, first);
    await api.patch('/stampede/links/p/toxics/http_error', { share: 0 });
    assert.equal(await hits(() => agent), '.'.repeat(60));
    await api.patch('/stampede/links/p/toxics/http_error', { share: 1 });
    assert.equal(await hits(() => agent), 'x'.repeat(60));
    await api.remove('/stampede/links/p/toxics/http_error');
    assert.equal((await ask('/')).status, 200);
  });

  it('holds requests on their connection and no other, and lets go when the toxic is removed', async () => {
    await toxic('http_delay', { delay: 150 }, { path: '/slow' });
    const other = new Agent();
    const [slow, fast] = await Promise.all([ask('/slow'), ask('/fast', { through: other })]);
    assert.ok(slow.tookMs >= 148, `${slow.tookMs}`);
    assert.ok(fast.tookMs < slow.tookMs, `${fast.tookMs}`);
    await api.patch('/stampede/links/p/toxics/http_delay', { attributes: { delay: 60_000 } });
    const held = ask('/slow');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(seen.toSorted(), ['GET /fast', 'GET /slow']);
    await api.remove('/stampede/links/p/toxics/http_delay');
    assert.equal((await held).status, 200);
  });

  it('breaks a body off, so that the client sees an answer that is not complete', async () => {
    await toxic('http_corrupt', { mode: 'truncate', bytes: 3 });
    await assert.rejects(ask('/a'), /aborted|ECONNRESET/);
    await assert.rejects(ask('/chunks'), /aborted|ECONNRESET/);
    assert.equal((await counters()).toxics['http_corrupt']?.requests, 2);
  });

  it('changes bodies and leaves their length and framing as they are', async () => {
    await toxic('http_corrupt', { mode: 'replace' });
    for (const path of ['/a', '/chunks']) {
      const { body, status } = await ask(path);
      assert.equal(status, 200);
      assert.equal(body.length, `${path} took 0`.length);
      assert.ok([...body].every((letter, at) => letter !== `${path} took 0`[at]));
    }
  });

  it('keeps the order of requests that come in one piece', async () => {
    await toxic('http_error', { body: 'no' }, { path: '/e*' });
    const client = await new Client(address).connected();
    const paths = Array.from({ length: 40 }, (_, n) => (n % 3 === 0 ? `/e${n}` : `/${n}`));
    client.socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`).join(''));
    const bodies = (): string[] => [...client.received.toString().matchAll(/\r\n\r\n(no|\/\d+ took 0)/g)].map(([, body]) => body ?? '');
    await until(
      () => bodies().length === 40,
      5_000,
      () => client.received.toString(),
    );
    assert.deepEqual(
      bodies(),
      paths.map((path) => (path.startsWith('/e') ? 'no' : `${path} took 0`)),
    );
    client.close();
  });

  it('lets a WebSocket-like upgrade through, and what is spoken after it', async () => {
    shop.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    });
    await toxic('http_error', {}, { path: '/x' });
    const client = await new Client(address).connected();
    client.socket.write('GET / HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    await client.bytes(20);
    const before = client.received.length;
    client.socket.write('GET /x HTTP/1.1\r\n\r\n');
    await client.bytes(before + 19);
    assert.ok(client.received.toString().endsWith('GET /x HTTP/1.1\r\n\r\n'));
    assert.equal((await counters()).unparsed, 0);
    client.close();
  });

  it('leaves toxics of bytes their work: an own answer meets those of the downstream direction, and each counts its requests', async () => {
    await ask('/');
    await api.toxic('p', { name: 'slow', type: 'latency', attributes: { latency: 80 } });
    await api.toxic('p', { name: 'up', type: 'latency', stream: 'upstream', attributes: { latency: 80 } });
    await toxic('http_error', {}, { path: '/e' });
    const own = await ask('/e');
    const theirs = await ask('/a');
    assert.ok(own.status === 503 && own.tookMs >= 78, `${own.tookMs}`);
    assert.ok(theirs.status === 200 && theirs.tookMs >= 158, `${theirs.tookMs}`);
    const { requests, toxics } = await counters();
    assert.equal(requests, 3);
    assert.deepEqual([toxics['slow']?.requests, toxics['up']?.requests, toxics['http_error']?.requests], [2, 2, 1]);
  });

  it('reads connections that are accepted from then on, and forgets them when it is not to', async () => {
    await api.call('PUT', '/stampede/links/p', { protocol: 'tcp' });
    await ask('/');
    await api.call('PUT', '/stampede/links/p', { protocol: 'http' });
    await ask('/');
    assert.equal((await counters()).requests, 0);
    await ask('/', { through: new Agent() });
    assert.equal((await counters()).requests, 1);
    const again = new Agent({ keepAlive: true, maxSockets: 1 });
    await ask('/', { through: again });
    await api.call('PUT', '/stampede/links/p', { protocol: 'tcp' });
    assert.equal((await ask('/', { through: again })).status, 200);
    assert.equal((await counters()).requests, null);
    again.destroy();
  });

  it('leaves nothing of connections that end while a request is held or an answer waits', async () => {
    await toxic('http_delay', { delay: 300 });
    const clients = await Promise.all(Array.from({ length: 50 }, () => new Client(address).connected()));
    for (const client of clients) client.socket.write('GET / HTTP/1.1\r\nHost: shop\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const client of clients) client.close();
    const open = async (): Promise<unknown> => (await api.call('GET', '/stampede/links/p'))['open'];
    const begunMs = performance.now();
    while ((await open()) !== 0) assert.ok(performance.now() - begunMs < 5_000, `${await open()} are open`);
    // The requests went out all the same, as on a slow network.
    assert.equal(seen.length, 50);
  });
});
