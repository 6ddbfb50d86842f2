import assert from 'node:assert/strict';
import { startServer, type RunningServer, type ServerOptions } from '../../src/proxy/server.ts';
import { Api, send } from '../conformance/toxiproxy-server.ts';
import { Client, startEcho, type Peer } from '../support/tcp-peers.ts';
import { eventually } from '../support/toxiproxies.ts';

describe('/metrics', () => {
  let server: RunningServer;
  let echo: Peer;
  const start = async (metrics?: ServerOptions['metrics']): Promise<Api> => {
    server = await startServer({ host: '127.0.0.1', port: 0, ...(metrics ? { metrics } : {}) });
    return new Api(server.url);
  };
  const scraped = async (): Promise<string> => (await send(server.url, 'GET', '/metrics')).body;

  beforeEach(async () => {
    echo = await startEcho();
  });
  afterEach(async () => {
    await server.close();
    await echo.stop();
  });

  it('is not there unless it is wanted, whoever asks', async () => {
    await start();
    for (const agent of ['curl', 'Mozilla/5.0']) {
      const { status, body, headers } = await send(server.url, 'GET', '/metrics', undefined, { 'user-agent': agent });
      assert.deepEqual([status, body, headers['x-toxiproxy-request-id']], [404, '404 page not found\n', undefined]);
    }
  });

  it('counts while a connection is open, adds up those that were, and keeps what a removed proxy has carried', async () => {
    const api = await start({ proxies: true, runtime: false });
    const listener = await api.proxy('b"\\', echo.address);
    await api.proxy('unused', echo.address);
    const [one, other] = await Promise.all([1, 2].map(() => new Client(listener).connected()));
    await one?.roundTrip('12345');
    await other?.roundTrip('678');
    const family = (name: string, bytes: number): string =>
      `# HELP toxiproxy_proxy_${name}_bytes_total \n# TYPE toxiproxy_proxy_${name}_bytes_total counter\n${['downstream', 'upstream']
        .map(
          (direction) =>
            `toxiproxy_proxy_${name}_bytes_total{direction="${direction}",listener="${listener}",proxy="b\\"\\\\",upstream="${echo.address}"} ${bytes}\n`,
        )
        .join('')}`;
    const both = family('received', 8) + family('sent', 8);
    assert.ok((await scraped()).endsWith(both));
    one?.close();
    await eventually('one is closed', async () => (await api.call('GET', `/stampede/links/${encodeURIComponent('b"\\')}`))['open'] === 1);
    assert.ok((await scraped()).endsWith(both));
    await api.remove(`/proxies/${encodeURIComponent('b"\\')}`);
    assert.ok((await scraped()).endsWith(both));
    other?.close();
  });

  it('tells what reached the other side from what was read', async () => {
    const api = await start({ proxies: true, runtime: false });
    const client = await new Client(await api.proxy('p', echo.address)).connected();
    await api.toxic('p', { type: 'timeout', stream: 'upstream' });
    client.socket.write('12345');
    await eventually('it is read', async () => /received.*upstream".* 5\n/.test(await scraped()));
    assert.match(await scraped(), /sent_bytes_total\{direction="upstream".* 0\n/);
    client.close();
  });

  it('shows the process when that is wanted', async () => {
    await start({ proxies: false, runtime: true });
    const text = await scraped();
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds'])
      assert.ok(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) > 0, text);
    assert.doesNotMatch(text, /toxiproxy_proxy/);
  });
});
