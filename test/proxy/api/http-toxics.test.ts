import assert from 'node:assert/strict';
import { Api, embedded, send, type Started } from '../../conformance/toxiproxy-server.ts';

describe('API of HTTP-aware toxics', () => {
  let server: Started;
  let api: Api;

  beforeEach(async () => {
    server = await embedded.start();
    api = new Api(server.url);
    await api.proxy('p', '127.0.0.1:9');
    await api.call('PUT', '/stampede/links/p', { protocol: 'http' });
  });
  afterEach(() => server.stop());

  const call = async (method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
    const reply = await send(server.url, method, `/stampede/links/${path}`, body === undefined ? undefined : JSON.stringify(body));
    return [reply.status, reply.body === '' ? '' : JSON.parse(reply.body)];
  };
  const add = (toxic: unknown): Promise<[number, unknown]> => call('POST', 'p/toxics', toxic);

  it('says that it can, and which protocol a link has', async () => {
    assert.ok(((await api.call('GET', '/stampede'))['features'] as string[]).includes('http'));
    assert.equal((await api.call('PUT', '/stampede/links/p', { seed: 7 }))['protocol'], 'http');
    assert.deepEqual(await call('PUT', 'p', { protocol: 'tcp' }), [200, { protocol: 'tcp', seed: 7 }]);
    assert.deepEqual(await call('PUT', 'p', { protocol: 'udp', seed: 8 }), [400, { error: 'protocol must be http or tcp', status: 400 }]);
    assert.deepEqual(await call('PUT', 'p', {}), [200, { protocol: 'tcp', seed: 7 }]);
  });

  it('adds with defaults, shows, changes and removes', async () => {
    const error = {
      attributes: { status: 503, body: '', retry_after: 0 },
      name: 'http_error',
      type: 'http_error',
      share: 1,
      method: null,
      path: null,
    };
    assert.deepEqual(await add({ type: 'http_error' }), [200, error]);
    const delay = {
      attributes: { delay: 5, jitter: 2 },
      name: 'd',
      type: 'http_delay',
      share: 0.1,
      method: 'GET',
      path: '/orders/*',
    };
    assert.deepEqual(await add({ ...delay, method: 'get' }), [200, delay]);
    assert.deepEqual((await add({ type: 'http_corrupt', attributes: { mode: 'flip' } }))[1], {
      ...error,
      attributes: { mode: 'flip', bytes: 1 },
      name: 'http_corrupt',
      type: 'http_corrupt',
    });
    assert.deepEqual(await call('PATCH', 'p/toxics/d', { share: 0.2, method: '', attributes: { delay: 9 } }), [
      200,
      { ...delay, share: 0.2, method: null, attributes: { delay: 9, jitter: 2 } },
    ]);
    assert.deepEqual(await call('DELETE', 'p/toxics/http_corrupt'), [204, '']);
    const left = (await call('GET', 'p/toxics'))[1] as { name: string }[];
    assert.deepEqual(
      left.map(({ name }) => name),
      ['http_error', 'd'],
    );
    assert.deepEqual(await call('GET', 'p/toxics/http_error'), [200, error]);
  });

  it('keeps them off the paths of Toxiproxy, and names apart', async () => {
    await add({ name: 'x', type: 'http_error' });
    assert.deepEqual((await api.call('GET', '/proxies/p'))['toxics'], []);
    assert.equal((await send(server.url, 'GET', '/proxies/p/toxics/x')).status, 404);
    assert.equal((await send(server.url, 'POST', '/proxies/p/toxics', '{"name":"x","type":"noop"}')).status, 409);
    await api.toxic('p', { name: 'y', type: 'noop' });
    assert.equal((await add({ name: 'y', type: 'http_error' }))[0], 409);
  });

  it('removes all of them with a reset, and when the link is read as HTTP no longer', async () => {
    await add({ type: 'http_error' });
    await api.call('POST', '/reset');
    assert.deepEqual((await call('GET', 'p/toxics'))[1], []);
    await add({ type: 'http_error' });
    await api.call('PUT', '/stampede/links/p', { protocol: 'tcp' });
    assert.deepEqual((await call('GET', 'p/toxics'))[1], []);
    const { requests, toxics } = (await call('GET', 'p'))[1] as { requests: null; toxics: Record<string, { requests: null }> };
    assert.deepEqual([requests, toxics['http_error']?.requests], [null, null]);
  });

  const refused: readonly (readonly [unknown, number, RegExp])[] = [
    [{}, 400, /invalid toxic type/],
    [{ type: 'latency' }, 400, /invalid toxic type/],
    [{ type: 'http_error', share: 1.1 }, 400, /share must be from 0 to 1/],
    [{ type: 'http_error', share: -0.1 }, 400, /share must be from 0 to 1/],
    [{ type: 'http_error', share: 'half' }, 400, /HttpToxic\.share of type float32/],
    [{ type: 'http_error', path: 'orders' }, 400, /path must begin with \//],
    [{ type: 'http_error', attributes: { status: 100 } }, 400, /status must be between 200 and 599/],
    [{ type: 'http_error', attributes: { status: 200.5 } }, 400, /number 200\.5 into Go struct field HttpErrorToxic\.attributes\.status/],
    [{ type: 'http_error', attributes: { retry_after: -1 } }, 400, /retry_after must not be negative/],
    [{ type: 'http_error', attributes: { body: 'x'.repeat(65_537) } }, 400, /at most 65536 bytes/],
    [{ type: 'http_delay', attributes: { delay: -1 } }, 400, /delay must not be negative/],
    [{ type: 'http_delay', attributes: { jitter: -1 } }, 400, /jitter must not be negative/],
    [{ type: 'http_corrupt', attributes: { mode: 'eat' } }, 400, /mode must be truncate, flip or replace/],
    [{ type: 'http_corrupt', attributes: { mode: 'flip', bytes: 0 } }, 400, /flip needs bytes of at least 1/],
    [{ type: 'http_corrupt', attributes: { bytes: -1 } }, 400, /bytes must not be negative/],
  ];
  for (const [toxic, status, error] of refused)
    it(`refuses ${JSON.stringify(toxic).slice(0, 80)}`, async () => {
      const [code, body] = await add(toxic);
      assert.equal(code, status);
      assert.match((body as { error: string }).error, error);
      assert.deepEqual((await call('GET', 'p/toxics'))[1], []);
    });

  it('changes nothing by a body with a mistake', async () => {
    const [, before] = await add({ type: 'http_error' });
    assert.equal((await call('PATCH', 'p/toxics/http_error', { share: 0.5, attributes: { status: 1 } }))[0], 400);
    assert.equal((await call('PATCH', 'p/toxics/http_error', { share: 2, attributes: { status: 500 } }))[0], 400);
    assert.deepEqual((await call('GET', 'p/toxics/http_error'))[1], before);
  });

  it('answers as Toxiproxy does for what is not there, and for a link that is not read as HTTP', async () => {
    assert.deepEqual(await call('DELETE', 'p/toxics/x'), [404, { error: 'toxic not found', status: 404 }]);
    assert.deepEqual(await call('GET', 'q/toxics'), [404, { error: 'proxy not found', status: 404 }]);
    await api.call('PUT', '/stampede/links/p', { protocol: 'tcp' });
    assert.deepEqual(await add({ type: 'http_error' }), [400, { error: 'HTTP-aware toxics need a link with protocol http', status: 400 }]);
  });

  it('are taken back when their lease ends', async () => {
    const { lease } = await api.call('POST', '/stampede/leases', { owner: 'run-1', ttlMs: 60_000 });
    await api.call('POST', `/stampede/leases/${lease}/undo`, { httpToxic: { proxy: 'p', name: 'x' } });
    await add({ name: 'x', type: 'http_error' });
    const { undone } = await api.call('DELETE', `/stampede/leases/${lease}`);
    assert.deepEqual(undone, [{ item: 1, httpToxic: { proxy: 'p', name: 'x' }, expiresAt: null, result: 'undone' }]);
    assert.deepEqual((await call('GET', 'p/toxics'))[1], []);
  });
});
