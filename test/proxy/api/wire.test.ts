/** What slow, silent and greedy clients get, with shorter patience than the real one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi, type Limits } from '../../../src/proxy/api/wire.ts';
import { Collection } from '../../../src/proxy/collection.ts';
import { Leases } from '../../../src/proxy/leases.ts';
import { send } from '../../conformance/toxiproxy-server.ts';
import { Client } from '../../support/tcp-peers.ts';

describe('the API on the wire', () => {
  let http: Server;
  let proxies: Collection;
  let url: string;
  let address: string;
  const clients: Client[] = [];

  const start = async (limits: Partial<Limits>): Promise<void> => {
    proxies = new Collection(1);
    http = createApi({ proxies, leases: new Leases(proxies), metrics: undefined }, limits);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
    url = `http://${address}`;
  };
  const dial = async (text: string): Promise<Client> => {
    const client = await new Client(address).connected();
    clients.push(client);
    client.socket.write(text);
    return client;
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  it('answers a handler that hangs with the page that says so, while the rest goes on', async () => {
    await start({ handlerMs: 150 });
    await proxies.create({ name: 'p', listen: '', upstream: 'x', enabled: false });
    const { promise: hurdle, resolve: clear } = Promise.withResolvers<void>();
    void proxies.inTurn('p', () => hurdle);
    const late = send(url, 'PATCH', '/proxies/p', '{"upstream":"y"}');
    assert.equal((await send(url, 'GET', '/proxies/p')).status, 200);
    assert.equal((await send(url, 'POST', '/proxies', '{"name":"q","upstream":"x","enabled":false}')).status, 201);
    const { status, headers, body } = await late;
    assert.deepEqual(
      [status, headers['content-type'], body],
      [503, 'text/html; charset=utf-8', '<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>'],
    );
    clear();
    assert.equal((await send(url, 'PATCH', '/proxies/p', '{}')).status, 200);
  });

  it('gives up on a body that does not come', async () => {
    await start({ readMs: 150 });
    const client = await dial('POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"name":');
    await client.ended();
    assert.match(client.received.toString(), /^HTTP\/1\.1 503 Service Unavailable\r\n/);
  });

  it('gives up on a head that does not come, in part or at all', async () => {
    await start({ readMs: 150 });
    const [half, none] = [await dial('GET /proxies HT'), await dial('')];
    await half.ended();
    assert.match(half.received.toString(), /^(HTTP\/1\.1 400 Bad Request\r\n[\s\S]*400 Bad Request)?$/);
    await none.ended();
  });

  it('waits for no body where it has no use for one', async () => {
    await start({});
    const client = await dial('GET /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await client.bytes(15);
    assert.match(client.received.toString(), /^HTTP\/1\.1 200 OK/);
  });

  it('bounds what it keeps of a body, and says so when it has ended', async () => {
    await start({ bodyBytes: 1_000 });
    const reply = await send(url, 'POST', '/proxies', `{"name":"${'a'.repeat(200_000)}"}`);
    assert.deepEqual([reply.status, reply.body], [413, '{"error":"request body too large","status":413}\n']);
    assert.equal((await send(url, 'POST', '/proxies', `{"name":"${'a'.repeat(900)}"}`)).status, 400);
  });

  it('answers others while many clients dribble, stop half way or never read', async () => {
    await start({});
    for (let n = 0; n < 60; n++) await proxies.create({ name: `p${n}`, listen: '', upstream: 'x'.repeat(9_000), enabled: false });
    for (let n = 0; n < 20; n++) {
      await dial('GET /proxies HTTP/1.1\r\nHo');
      await dial('POST /proxies HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"na');
      (await dial('GET /proxies HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20))).socket.pause();
    }
    const begunMs = performance.now();
    for (let n = 0; n < 10; n++) assert.equal((await send(url, 'PATCH', `/proxies/p${n}`, '{"upstream":"y"}')).status, 200);
    assert.ok(performance.now() - begunMs < 5_000);
  });

  it('answers what is no HTTP with 400 and hangs up', async () => {
    await start({});
    for (const garbage of ['\u0016\u0003\u0001garbage\r\n\r\n', 'G@T / HTTP/1.1\r\n\r\n']) {
      const client = await dial(garbage);
      assert.equal(await client.ended(), 'end');
      assert.match(client.received.toString(), /^HTTP\/1\.1 400 Bad Request\r\n/);
    }
  });

  it('sends long answers in chunks, short ones with their length', async () => {
    await start({});
    await proxies.create({ name: 'p', listen: '', upstream: 'x'.repeat(3_000), enabled: false });
    const { headers } = await send(url, 'GET', '/proxies/p');
    assert.deepEqual([headers['transfer-encoding'], headers['content-length']], ['chunked', undefined]);
    const short = await send(url, 'GET', '/version');
    assert.deepEqual([short.headers['transfer-encoding'], short.headers['content-length']], [undefined, '22']);
  });
});
