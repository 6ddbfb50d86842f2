import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call, DependencyFailed } from '../../src/storefront/call.ts';
import { Wiring } from '../../src/storefront/wiring.ts';

const nowhere = '127.0.0.1:1';

const fails = (status: number) => (error: unknown) => error instanceof DependencyFailed && error.status === status;

describe('storefront/call', () => {
  let server: Server;
  let wiring: Wiring;
  let answers: RequestListener;

  before(async () => {
    server = createServer((request, response) => answers(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    wiring = new Wiring({ catalogue: address, cart: nowhere, orders: nowhere, payments: nowhere, inventory: nowhere });
  });

  after(() => {
    wiring.close();
    server.closeAllConnections();
    server.close();
  });

  const get = (timeoutMs: number | null = null) => call(wiring, 'catalogue', { method: 'GET', path: '/x', timeoutMs });

  it('sends method, path, headers and body, and returns the answer whole', async () => {
    answers = async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response
        .writeHead(404, { 'x-degraded': 'yes' })
        .end(`${request.method} ${request.url} ${request.headers['idempotency-key']} ${body}`);
    };
    const headers = { 'idempotency-key': 'k' };
    const answer = await call(wiring, 'catalogue', { method: 'POST', path: '/x', body: '{"é":1}', headers, timeoutMs: 1_000 });
    assert.deepEqual([answer.status, answer.headers['x-degraded'], answer.body], [404, 'yes', 'POST /x k {"é":1}']);
  });

  it('reports an answer of 500 and above as failed, keeping refusal and lateness apart from the rest', async () => {
    for (const [answered, told] of [
      [500, 502],
      [503, 503],
      [504, 504],
    ] as const) {
      answers = (_request, response) => void response.writeHead(answered).end();
      await assert.rejects(get(), fails(told));
    }
  });

  it('gives up after the limit, also when the answer has begun', async () => {
    answers = () => undefined;
    await assert.rejects(get(50), fails(504));
    answers = (_request, response) => void response.writeHead(200, { 'content-length': '10' }).write('half');
    await assert.rejects(get(50), fails(504));
  });

  it('reports a connection that is refused, cut before the answer or cut within it', async () => {
    await assert.rejects(call(wiring, 'payments', { method: 'GET', path: '/', timeoutMs: null }), fails(502));
    answers = (request) => void request.socket.destroy();
    await assert.rejects(get(), fails(502));
    answers = (request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half', () => request.socket.destroy());
    };
    await assert.rejects(get(), fails(502));
  });

  it('uses a connection again, and leaves it at once after a rewire', async () => {
    answers = (request, response) => void response.end(String(request.socket.remotePort));
    const first = (await get()).body;
    assert.equal((await get()).body, first);
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    wiring.rewire({ catalogue: address });
    assert.notEqual((await get()).body, first);
    await until(async () => (await connections(server)) === 1);
  });

  it('lets a call under way finish over the old connection, which then ends', async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    answers = (_request, response) => void held.then(() => response.end('late'));
    const underWay = get();
    await until(async () => (await connections(server)) >= 1);
    wiring.rewire({ catalogue: nowhere });
    await assert.rejects(get(), fails(502));
    letGo();
    assert.equal((await underWay).body, 'late');
    await until(async () => (await connections(server)) === 0);
  });

  it('refuses unknown links and addresses without changing any', () => {
    assert.throws(() => wiring.rewire({ cart: '127.0.0.1:9', nonsense: '127.0.0.1:1' }), /nonsense/);
    assert.throws(() => wiring.rewire({ cart: 'here' }), /host:port/);
    assert.throws(() => wiring.rewire({ cart: '127.0.0.1:99999' }), /host:port/);
    assert.equal(wiring.to('cart').port, 1);
  });
});

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 200, 'did not come true within 4 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
