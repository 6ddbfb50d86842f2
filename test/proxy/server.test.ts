/** What the embedded server does beyond, or better than, the one it speaks like. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ChaosError } from '../../src/errors.ts';
import { startServer } from '../../src/proxy/server.ts';
import { Api, send, embedded, type Started } from '../conformance/toxiproxy-server.ts';
import { Client, startEcho, startPeer, type Peer } from '../support/tcp-peers.ts';

describe('embedded server', () => {
  let server: Started;
  let api: Api;
  let echo: Peer;
  let address: string;
  const clients: Client[] = [];

  const dial = async (to = address): Promise<Client> => {
    const client = new Client(to);
    clients.push(client);
    return client.connected();
  };
  const counters = () =>
    api.call('GET', '/stampede/links/p') as Promise<Record<string, unknown> & { toxics: Record<string, Record<string, number>> }>;

  beforeEach(async () => {
    server = await embedded.start();
    api = new Api(server.url);
    echo = await startEcho();
    address = await api.proxy('p', echo.address);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.stop();
    await echo.stop();
  });

  it('says who it is, and which Toxiproxy it speaks like', async () => {
    assert.equal((await send(server.url, 'GET', '/version')).body, '{"version": "2.12.0"}\n');
    const { server: name, version, features } = await api.call('GET', '/stampede');
    assert.equal(name, 'stampede');
    assert.match(String(version), /^\d+\.\d+\.\d+/);
    assert.ok((features as string[]).includes('counters') && (features as string[]).includes('seed'));
  });

  it('says that its own port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await assert.rejects(startServer({ host: '127.0.0.1', port }), (error) => error instanceof ChaosError && error.code === 'LISTEN_TAKEN');
  });

  it('says that its address is none of this machine, which no other port mends', async () => {
    await assert.rejects(startServer({ host: 'nosuchhost.invalid', port: 0 }), (error) => {
      assert.ok(error instanceof ChaosError);
      assert.deepEqual([error.code, error.exit], ['USAGE', 2]);
      assert.match(`${error.message} ${error.hint}`, /can't listen on nosuchhost\.invalid:0: .*--host an address of this machine/);
      return true;
    });
  });

  it('counts connections and bytes with and without toxics', async () => {
    const client = await dial();
    await client.roundTrip('1234');
    await api.toxic('p', { type: 'noop' });
    await client.roundTrip('567890');
    assert.deepEqual(await counters(), {
      connections: 1,
      open: 1,
      refusedUpstream: 0,
      requests: null,
      bytesUp: 10,
      bytesDown: 10,
      toxics: { noop_downstream: { connections: 1, requests: null, chunks: 0, bytes: 0, delayedMs: 0 } },
    });
  });

  it('counts what a toxic held, and keeps that when it is removed, until the proxy goes', async () => {
    const client = await dial();
    await api.toxic('p', { name: 'slow', type: 'latency', attributes: { latency: 50 } });
    await client.roundTrip('1234');
    await client.roundTrip('1234');
    await api.remove('/proxies/p/toxics/slow');
    const { delayedMs = 0, ...slow } = (await counters()).toxics['slow'] ?? {};
    assert.deepEqual(slow, { connections: 1, requests: null, chunks: 2, bytes: 8 });
    assert.ok(delayedMs >= 98 && delayedMs < 1_000, `${delayedMs}`);
    await api.toxic('p', { name: 'slow', type: 'latency', attributes: { latency: 5 } });
    await client.roundTrip('1234');
    assert.equal((await counters()).toxics['slow']?.['chunks'], 3);
    await api.remove('/proxies/p');
    assert.equal((await send(server.url, 'GET', '/stampede/links/p')).status, 404);
  });

  it('counts what a toxic dropped', async () => {
    await api.toxic('p', { name: 't', type: 'timeout', stream: 'upstream' });
    const client = await dial();
    client.socket.write('12345');
    await pause(50);
    const seen = await counters();
    assert.deepEqual(seen.toxics['t'], { connections: 1, requests: null, chunks: 1, bytes: 5, delayedMs: 0 });
    assert.deepEqual([seen['bytesUp'], seen['bytesDown']], [5, 0]);
  });

  it('resets connections that are older than the toxic', async () => {
    const client = await dial();
    await client.roundTrip();
    await api.toxic('p', { type: 'reset_peer' });
    client.socket.write('x');
    assert.equal(await client.ended(), 'ECONNRESET');
  });

  it('resets nothing at toxicity 0', async () => {
    const upstream = await startPeer((socket) => socket.on('data', () => socket.end('bye')));
    const other = await api.proxy('q', upstream.address);
    await api.toxic('q', { type: 'reset_peer', toxicity: 0 });
    const client = await dial(other);
    client.socket.write('x');
    assert.equal(await client.ended(), 'end');
    assert.equal(client.received.toString(), 'bye');
    await upstream.stop();
  });

  it('removes a reset_peer at once, and with it what it had begun', async () => {
    const client = await dial();
    await api.toxic('p', { name: 'r', type: 'reset_peer', attributes: { timeout: 60_000 } });
    client.socket.write('x');
    await pause(50);
    const begunMs = performance.now();
    await api.remove('/proxies/p/toxics/r');
    assert.ok(performance.now() - begunMs < 1_000);
    assert.equal(await client.ended(1_000), 'ECONNRESET');
  });

  it('answers though a peer does not read', async () => {
    const deaf = await startPeer((socket) => socket.pause());
    const client = await dial(await api.proxy('q', deaf.address));
    await api.toxic('q', { name: 'b', type: 'bandwidth', stream: 'upstream', attributes: { rate: 1_000_000 } });
    await api.toxic('q', { name: 'l', type: 'latency', stream: 'upstream', attributes: { latency: 1 } });
    client.socket.write(Buffer.alloc(20_000_000));
    await pause(200);
    const begunMs = performance.now();
    await api.remove('/proxies/q/toxics/b');
    await api.patch('/proxies/q/toxics/l', { attributes: { latency: 2 } });
    await api.remove('/proxies/q/toxics/l');
    await api.patch('/proxies/q', { enabled: false });
    assert.ok(performance.now() - begunMs < 2_000);
    await deaf.stop();
  });

  it('draws once for each connection: neither a change nor another toxic turns an affected one into a spared one', async () => {
    await api.toxic('p', { name: 't', type: 'timeout', toxicity: 0.5 });
    const many = await Promise.all(Array.from({ length: 30 }, () => dial()));
    const answered = async (): Promise<boolean[]> => {
      const before = many.map(({ received }) => received.length);
      for (const client of many) client.socket.write('x');
      await pause(150);
      return many.map(({ received }, at) => received.length > (before[at] ?? 0));
    };
    const first = await answered();
    assert.ok(first.includes(true) && first.includes(false));
    await api.patch('/proxies/p/toxics/t', { attributes: { timeout: 0 } });
    await api.toxic('p', { type: 'noop' });
    await api.remove('/proxies/p/toxics/noop_downstream');
    assert.deepEqual(await answered(), first);
    await api.patch('/proxies/p/toxics/t', { toxicity: 0 });
    assert.ok((await answered()).every(Boolean));
    await api.patch('/proxies/p/toxics/t', { toxicity: 0.5 });
    assert.deepEqual(await answered(), first);
  });

  it('refuses what would make no sense, and applies nothing of it', async () => {
    const refusal = async (method: string, path: string, body: string): Promise<string> => {
      const reply = await send(server.url, method, path, body);
      assert.equal(reply.status, 400);
      return reply.body;
    };
    assert.match(
      await refusal('POST', '/proxies/p/toxics', '{"type":"slicer"}'),
      /^\{"error":"bad request body: slicer average_size must be at least 1","status":400\}\n$/,
    );
    assert.match(await refusal('POST', '/proxies/p/toxics', '{"type":"bandwidth","attributes":{"rate":-1}}'), /rate must not be negative/);
    await api.toxic('p', { name: 'l', type: 'latency', attributes: { latency: 5 } });
    await refusal('PATCH', '/proxies/p/toxics/l', '{"attributes":{"latency":9,"jitter":"x"},"toxicity":0.5}');
    assert.match((await send(server.url, 'GET', '/proxies/p/toxics/l')).body, /"latency":5,"jitter":0.*"toxicity":1\}/);
  });

  it('survives values beyond any timer', async () => {
    const client = await dial();
    for (const attributes of ['{"latency":9223372036854775807}', '{"latency":1,"jitter":9223372036854775807}']) {
      await send(server.url, 'POST', '/proxies/p/toxics', `{"name":"l","type":"latency","stream":"upstream","attributes":${attributes}}`);
      client.socket.write('x');
      await pause(30);
      await api.remove('/proxies/p/toxics/l');
    }
    assert.equal((await client.bytes(2)).toString(), 'xx');
  });

  it('hangs up on clients whose upstream has not answered when it is disabled', async () => {
    const script = `require('node:net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, function () {
      console.log(this.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    })`;
    const deaf = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [port] = (await once(deaf.stdout, 'data')) as [Buffer];
      const to = await api.proxy('q', `127.0.0.1:${port.toString().trim()}`);
      const waiting = await Promise.all(Array.from({ length: 8 }, () => dial(to)));
      await pause(100);
      assert.ok(waiting.every(({ endedBy }) => endedBy === undefined));
      // Each was accepted though the dials before it have not come to anything.
      const { connections, open } = await api.call('GET', '/stampede/links/q');
      assert.deepEqual([connections, open], [8, 8]);
      await api.patch('/proxies/q', { enabled: false });
      for (const client of waiting) assert.match(await client.ended(2_000), /^(end|ECONNRESET)$/);
    } finally {
      deaf.kill('SIGKILL');
    }
  });

  it('draws the same connections for the same seed', async () => {
    const first = await drawn(echo, 7);
    assert.equal(first.length, 16);
    assert.equal(await drawn(echo, 7), first);
    assert.notEqual(await drawn(echo, 8), first);
  });
});

/** Which of 16 connections, one after the other, a toxicity of 0.5 takes. */
async function drawn(echo: Peer, seed: number): Promise<string> {
  const server = await startServer({ host: '127.0.0.1', port: 0, seed });
  const api = new Api(server.url);
  const address = await api.proxy('p', echo.address);
  await api.toxic('p', { name: 'slow', type: 'latency', toxicity: 0.5, attributes: { latency: 30 } });
  let picture = '';
  for (let n = 0; n < 16; n++) {
    const client = await new Client(address).connected();
    await client.roundTrip();
    client.close();
    const { toxics } = (await api.call('GET', '/stampede/links/p')) as { toxics: { slow: { connections: number } } };
    picture += toxics.slow.connections.toString(36);
  }
  await server.close();
  return picture;
}
