import assert from 'node:assert/strict';
import { Api, embedded, send, type Started } from '../../conformance/toxiproxy-server.ts';
import { Client, startEcho, startPeer, type Peer } from '../../support/tcp-peers.ts';
import { eventually } from '../../support/toxiproxies.ts';

interface Counters {
  readonly connections: number;
  readonly open: number;
  readonly refusedUpstream: number;
  readonly toxics: { readonly slow: { readonly connections: number } };
}

describe('links of the embedded server', () => {
  let server: Started;
  let api: Api;
  let echo: Peer;
  const counters = async (name = 'p'): Promise<Counters> => (await api.call('GET', `/stampede/links/${name}`)) as unknown as Counters;

  beforeEach(async () => {
    server = await embedded.start();
    api = new Api(server.url);
    echo = await startEcho();
  });
  afterEach(async () => {
    await server.stop();
    await echo.stop();
  });

  it('counts what is open now', async () => {
    const address = await api.proxy('p', echo.address);
    const clients = await Promise.all([1, 2, 3].map(() => new Client(address).connected()));
    for (const client of clients) await client.roundTrip();
    assert.deepEqual((({ connections, open }) => [connections, open])(await counters()), [3, 3]);
    clients[0]?.close();
    await eventually('one is closed', async () => (await counters()).open === 2);
    assert.equal((await counters()).connections, 3);
    for (const client of clients) client.close();
  });

  it('counts dials that failed, not those that were given up', async () => {
    const gone = await startPeer(() => undefined);
    await gone.stop();
    for (const [name, upstream] of [
      ['refusing', gone.address],
      ['nowhere', 'noport'],
    ] as const) {
      const client = await new Client(await api.proxy(name, upstream)).connected();
      await client.ended();
      await eventually(`${name} is counted`, async () => (await counters(name)).refusedUpstream === 1);
      assert.equal((await counters(name)).open, 0);
      client.close();
    }
  });

  it('takes a seed that repeats which of the next connections are hit', async () => {
    const address = await api.proxy('p', echo.address);
    await api.toxic('p', { name: 'slow', type: 'latency', toxicity: 0.5, attributes: { latency: 1 } });
    const pictured = async (seed: number): Promise<string> => {
      assert.deepEqual(await api.call('PUT', '/stampede/links/p', { seed }), { protocol: 'tcp', seed });
      let picture = '';
      for (let n = 0; n < 16; n++) {
        const before = (await counters()).toxics.slow.connections;
        const client = await new Client(address).connected();
        await client.roundTrip();
        client.close();
        picture += (await counters()).toxics.slow.connections - before;
      }
      return picture;
    };
    const first = await pictured(7);
    assert.match(first, /^(?=.*0)(?=.*1)[01]{16}$/);
    assert.notEqual(await pictured(8), first);
    assert.equal(await pictured(7), first);
  });

  it('refuses a seed that is none, and a proxy that is not there', async () => {
    await api.proxy('p', echo.address);
    for (const body of ['{"seed":-1}', '{"seed":4294967296}', '{"seed":1.5}', '{"seed":"x"}', '[]', ''])
      assert.equal((await send(server.url, 'PUT', '/stampede/links/p', body)).status, 400, body);
    assert.equal((await send(server.url, 'PUT', '/stampede/links/q', '{"seed":1}')).status, 404);
    assert.equal((await send(server.url, 'DELETE', '/stampede/links/p')).status, 405);
  });
});
