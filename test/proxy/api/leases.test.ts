import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Api, embedded, send, type Started } from '../../conformance/toxiproxy-server.ts';
import { Client, startEcho, type Peer } from '../../support/tcp-peers.ts';
import { eventually } from '../../support/toxiproxies.ts';

interface Listed {
  readonly lease: string;
  readonly owner: string;
  readonly expiresAt: string | null;
  readonly held: boolean;
  readonly items: readonly Record<string, unknown>[];
}

describe('leases of the embedded server', () => {
  let server: Started;
  let api: Api;
  let echo: Peer;

  beforeEach(async () => {
    server = await embedded.start();
    api = new Api(server.url);
    echo = await startEcho();
    await api.proxy('p', echo.address);
  });
  afterEach(async () => {
    await server.stop();
    await echo.stop();
  });

  const grant = async (ttlMs = 60_000): Promise<string> =>
    String((await api.call('POST', '/stampede/leases', { owner: 'run-1', ttlMs }))['lease']);
  const announce = async (lease: string, item: object): Promise<number> =>
    Number((await api.call('POST', `/stampede/leases/${lease}/undo`, item))['item']);
  const listed = async (): Promise<Listed[]> => JSON.parse((await send(server.url, 'GET', '/stampede/leases')).body) as Listed[];
  const hold = async (lease: string): Promise<IncomingMessage> => {
    const call = get(`${server.url}/stampede/leases/${lease}/hold`, { agent: false });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    return response;
  };
  const toxics = async (proxy = 'p'): Promise<string[]> =>
    (JSON.parse((await send(server.url, 'GET', `/proxies/${proxy}/toxics`)).body) as { name: string }[]).map(({ name }) => name);

  it('lists a lease with its owner, its end and what it would undo', async () => {
    const before = Date.now();
    const lease = await grant(60_000);
    await announce(lease, { toxic: { proxy: 'p', name: 't' } });
    await announce(lease, { enable: { proxy: 'p' }, ttlMs: 5_000 });
    await announce(lease, { proxy: { name: 'q' } });
    const [only, ...more] = await listed();
    assert.deepEqual(more, []);
    assert.ok(only !== undefined && only.expiresAt !== null);
    assert.deepEqual([only.lease, only.owner, only.held], [lease, 'run-1', false]);
    const leftMs = Date.parse(only.expiresAt) - before;
    assert.ok(leftMs >= 60_000 && leftMs < 70_000, `${leftMs}`);
    const [toxic, enable, proxy] = only.items;
    assert.deepEqual(toxic, { item: 1, toxic: { proxy: 'p', name: 't' }, expiresAt: null });
    assert.deepEqual({ ...enable, expiresAt: null }, { item: 2, enable: { proxy: 'p' }, expiresAt: null });
    assert.ok(Date.parse(String(enable?.['expiresAt'])) - before < 10_000);
    assert.deepEqual(proxy, { item: 3, proxy: { name: 'q' }, expiresAt: null });
  });

  it('undoes everything, the latest first, when it is ended, and says what came of each', async () => {
    const lease = await grant();
    await announce(lease, { proxy: { name: 'q' } });
    await api.proxy('q', echo.address);
    await announce(lease, { toxic: { proxy: 'q', name: 't' } });
    await api.toxic('q', { name: 't', type: 'latency' });
    await announce(lease, { enable: { proxy: 'p' } });
    await api.patch('/proxies/p', { enabled: false });
    await announce(lease, { toxic: { proxy: 'p', name: 'never-added' } });
    assert.deepEqual(await api.call('DELETE', `/stampede/leases/${lease}`), {
      lease,
      undone: [
        { item: 4, toxic: { proxy: 'p', name: 'never-added' }, expiresAt: null, result: 'gone' },
        { item: 3, enable: { proxy: 'p' }, expiresAt: null, result: 'undone' },
        { item: 2, toxic: { proxy: 'q', name: 't' }, expiresAt: null, result: 'undone' },
        { item: 1, proxy: { name: 'q' }, expiresAt: null, result: 'undone' },
      ],
    });
    const { p, ...others } = await api.call('GET', '/proxies');
    assert.equal((p as { enabled: boolean }).enabled, true);
    assert.deepEqual(others, {});
    assert.deepEqual(await listed(), []);
    assert.equal((await send(server.url, 'DELETE', `/stampede/leases/${lease}`)).status, 404);
    assert.equal((await send(server.url, 'POST', `/stampede/leases/${lease}/undo`, '{"enable":{"proxy":"p"}}')).status, 404);
  });

  it('gives a link the settings back that it had', async () => {
    const before = await api.call('PUT', '/stampede/links/p', { protocol: 'tcp', seed: 0 });
    const lease = await grant();
    const settings = { proxy: 'p', ...before };
    const number = await announce(lease, { settings });
    await api.call('PUT', '/stampede/links/p', { protocol: 'http', seed: 4_294_967_295 });
    assert.deepEqual((await listed())[0]?.items, [{ item: number, settings, expiresAt: null }]);
    const { undone } = await api.call('DELETE', `/stampede/leases/${lease}`);
    assert.deepEqual(undone, [{ item: number, settings, expiresAt: null, result: 'undone' }]);
    assert.deepEqual(await api.call('PUT', '/stampede/links/p', {}), before);
  });

  it('refuses settings that no link can have', async () => {
    const lease = await grant();
    const refusal = async (settings: object): Promise<string> =>
      (await send(server.url, 'POST', `/stampede/leases/${lease}/undo`, JSON.stringify({ settings }))).body;
    assert.match(await refusal({ proxy: 'p', protocol: 'tcp' }), /missing required field: settings.seed/);
    assert.match(await refusal({ proxy: 'p', protocol: 'udp', seed: 1 }), /protocol must be http or tcp/);
    assert.match(await refusal({ proxy: 'p', protocol: 'tcp', seed: -1 }), /seed must be a whole number/);
    assert.deepEqual((await listed())[0]?.items, []);
  });

  it('ends with the connection that holds it, and not by its TTL while it is held', async () => {
    const lease = await grant(300);
    const holder = await hold(lease);
    await announce(lease, { toxic: { proxy: 'p', name: 't' } });
    await api.toxic('p', { name: 't', type: 'timeout' });
    // A space at once and one each second, so the TTL is over when the second comes.
    const [first] = (await once(holder, 'data')) as [Buffer];
    const [second] = (await once(holder, 'data')) as [Buffer];
    assert.equal(first.toString() + second.toString(), '  ');
    const [{ held, expiresAt } = assert.fail('it ended')] = await listed();
    assert.deepEqual({ held, expiresAt }, { held: true, expiresAt: null });
    assert.deepEqual(await toxics(), ['t']);
    holder.destroy();
    await eventually('the toxic is gone', async () => (await toxics()).length === 0, 2_000);
    assert.deepEqual(await listed(), []);
  });

  it('lives on while one of two connections holds it', async () => {
    const lease = await grant(60_000);
    const [one, other] = [await hold(lease), await hold(lease)];
    await announce(lease, { toxic: { proxy: 'p', name: 't' } });
    await api.toxic('p', { name: 't', type: 'latency' });
    one.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(await toxics(), ['t']);
    other.destroy();
    await eventually('the toxic is gone', async () => (await toxics()).length === 0, 2_000);
  });

  it('closes the connection that holds it when it is ended', async () => {
    const lease = await grant();
    const holder = await hold(lease);
    holder.resume();
    const ended = once(holder, 'end');
    await api.call('DELETE', `/stampede/leases/${lease}`);
    await ended;
  });

  it('ends after its TTL, which can be renewed', async () => {
    const lease = await grant(400);
    await announce(lease, { toxic: { proxy: 'p', name: 't' } });
    await api.toxic('p', { name: 't', type: 'latency' });
    const renewed = await api.call('POST', `/stampede/leases/${lease}/renew`, { ttlMs: 1_200 });
    assert.deepEqual(Object.keys(renewed), ['lease', 'owner', 'expiresAt']);
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.deepEqual(await toxics(), ['t']);
    await eventually('the toxic is gone', async () => (await toxics()).length === 0, 5_000);
  });

  it('undoes an item alone after a TTL of its own', async () => {
    const lease = await grant();
    await announce(lease, { toxic: { proxy: 'p', name: 'short' }, ttlMs: 200 });
    await announce(lease, { toxic: { proxy: 'p', name: 'long' } });
    await api.toxic('p', { name: 'short', type: 'latency' });
    await api.toxic('p', { name: 'long', type: 'latency' });
    await eventually('one toxic is gone', async () => (await toxics()).join() === 'long', 5_000);
    assert.deepEqual(
      (await listed())[0]?.items.map(({ item }) => item),
      [2],
    );
  });

  it('leaves alone what was taken off, also when it is taken off twice', async () => {
    const lease = await grant();
    const item = await announce(lease, { toxic: { proxy: 'p', name: 't' }, ttlMs: 150 });
    await api.toxic('p', { name: 't', type: 'latency' });
    for (let times = 0; times < 2; times++)
      assert.equal((await send(server.url, 'DELETE', `/stampede/leases/${lease}/undo/${item}`)).status, 204);
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.deepEqual(await api.call('DELETE', `/stampede/leases/${lease}`), { lease, undone: [] });
    assert.deepEqual(await toxics(), ['t']);
  });

  it('undoes a deed that arrives after its lease has ended', async () => {
    const lease = await grant();
    await announce(lease, { toxic: { proxy: 'p', name: 'late' } });
    await announce(lease, { enable: { proxy: 'p' } });
    await api.call('DELETE', `/stampede/leases/${lease}`);
    await api.toxic('p', { name: 'late', type: 'timeout' });
    await api.patch('/proxies/p', { enabled: false });
    await eventually('the late toxic is gone', async () => (await toxics()).length === 0, 5_000);
    await eventually('the proxy is enabled', async () => (await api.call('GET', '/proxies/p'))['enabled'] === true, 5_000);
  });

  it('tries again to enable a proxy whose port is taken for a while', async () => {
    const lease = await grant();
    const listen = String((await api.call('GET', '/proxies/p'))['listen']);
    await announce(lease, { enable: { proxy: 'p' } });
    await api.patch('/proxies/p', { enabled: false });
    await api.proxy('squatter', echo.address, listen);
    const { undone } = (await api.call('DELETE', `/stampede/leases/${lease}`)) as unknown as {
      undone: { result: string; error: string }[];
    };
    assert.equal(undone[0]?.result, 'failed');
    assert.match(undone[0]?.error ?? '', /address already in use/);
    await api.remove('/proxies/squatter');
    await eventually('the proxy is enabled', async () => (await api.call('GET', '/proxies/p'))['enabled'] === true, 5_000);
    const client = await new Client(listen).connected();
    await client.roundTrip();
    client.close();
  });

  it('says what is wrong with a request', async () => {
    const lease = await grant();
    for (const [method, path, body, status, error] of [
      ['POST', '/stampede/leases', '', 400, 'bad request body: EOF'],
      ['POST', '/stampede/leases', '{"ttlMs":5}', 400, 'missing required field: owner'],
      ['POST', '/stampede/leases', '{"owner":"x"}', 400, 'missing required field: ttlMs'],
      ['POST', '/stampede/leases', '{"owner":"x","ttlMs":0}', 400, 'ttlMs must be a whole number from 1 to 2147483647'],
      ['POST', '/stampede/leases', '{"owner":"x","ttlMs":2147483648}', 400, 'ttlMs must be a whole number from 1 to 2147483647'],
      ['POST', `/stampede/leases/${lease}/undo`, '{}', 400, 'an undo is of one of: toxic, httpToxic, enable, proxy, settings'],
      [
        'POST',
        `/stampede/leases/${lease}/undo`,
        '{"enable":{"proxy":"p"},"proxy":{"name":"p"}}',
        400,
        'an undo is of one of: toxic, httpToxic, enable, proxy, settings',
      ],
      ['POST', `/stampede/leases/${lease}/undo`, '{"toxic":{"proxy":"p"}}', 400, 'missing required field: toxic.name'],
      [
        'POST',
        `/stampede/leases/${lease}/undo`,
        '{"enable":{"proxy":"p"},"ttlMs":-1}',
        400,
        'ttlMs must be a whole number from 1 to 2147483647',
      ],
      ['POST', `/stampede/leases/${lease}/renew`, '{}', 400, 'missing required field: ttlMs'],
      ['DELETE', '/stampede/leases/nobody', undefined, 404, 'lease not found'],
      ['GET', '/stampede/leases/nobody/hold', undefined, 404, 'lease not found'],
      ['POST', '/stampede/leases/nobody/renew', '{"ttlMs":5}', 404, 'lease not found'],
      ['DELETE', '/stampede/leases/nobody/undo/1', undefined, 404, 'lease not found'],
    ] as const) {
      const reply = await send(server.url, method, path, body);
      assert.deepEqual([reply.status, JSON.parse(reply.body)], [status, { error, status }], `${method} ${path} ${body}`);
    }
    assert.deepEqual((await listed())[0]?.items, []);
  });
});
