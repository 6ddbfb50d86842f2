/** What holds for connections of the embedded server alone: draws that repeat, and nothing that waits for another. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { onServer } from '../conformance/on-server.ts';
import { embedded, send } from '../conformance/toxiproxy-server.ts';
import { startPeer, until, type Client } from '../support/tcp-peers.ts';

/** An address where connections are neither taken nor refused. */
async function startDeaf(): Promise<{ address: string; stop(): void }> {
  const script = `require('node:net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, function () {
    console.log(this.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { address: `127.0.0.1:${port.toString().trim()}`, stop: () => child.kill('SIGKILL') };
}

describe('connections of the embedded server', () => {
  const { api, keep, dial, echoProxy } = onServer(embedded);
  const counted = async (): Promise<Record<string, number>> => (await api.call('GET', '/stampede/links/p')) as Record<string, number>;
  /** Which of them answer. */
  const answering = async (clients: readonly Client[]): Promise<string> => {
    const before = clients.map(({ received }) => received.length);
    for (const { socket } of clients) socket.write('x');
    await pause(150);
    return clients.map(({ received }, at) => (received.length > (before[at] ?? 0) ? 'a' : '-')).join('');
  };
  const dialMany = async (address: string, count: number): Promise<Client[]> => {
    const clients: Client[] = [];
    for (let n = 0; n < count; n++) clients.push(await dial(address));
    return clients;
  };

  describe('draws', () => {
    const seeded = async (seed: number, before: () => Promise<void> = async () => undefined): Promise<string> => {
      const address = await echoProxy();
      await api.call('PUT', '/stampede/links/p', { seed });
      await before();
      await api.toxic('p', { name: 'lost', type: 'timeout', toxicity: 0.5 });
      const answered = await answering(await dialMany(address, 24));
      await api.remove('/proxies/p');
      return answered;
    };

    it('of a toxic repeat for a seed, whatever other toxics there are', async () => {
      const alone = await seeded(7);
      assert.ok(alone.includes('a') && alone.includes('-'), alone);
      const others = async (): Promise<void> => {
        await api.toxic('p', { name: 'other', type: 'latency', toxicity: 0.5, attributes: { latency: 1, jitter: 1 } });
        await api.toxic('p', { name: 'up', type: 'noop', stream: 'upstream', toxicity: 0.5 });
      };
      assert.equal(await seeded(7, others), alone);
      assert.notEqual(await seeded(8), alone);
    });

    it('are of a connection and a name: a toxic that comes back takes the same ones, another takes others', async () => {
      const many = await dialMany(await echoProxy(), 24);
      const held = { type: 'bandwidth', toxicity: 0.5, attributes: { rate: 0 } };
      const pictures: string[] = [];
      for (const name of ['one', 'one', 'two']) {
        await api.toxic('p', { ...held, name });
        pictures.push(await answering(many));
        await api.remove(`/proxies/p/toxics/${name}`);
        await pause(50);
      }
      assert.equal(pictures[1], pictures[0]);
      assert.notEqual(pictures[2], pictures[0]);
    });
  });

  it('are accepted while others wait for an upstream that does not answer', async () => {
    const deaf = await startDeaf();
    try {
      const waiting = await dialMany(await api.proxy('p', deaf.address), 8);
      await until(
        () => waiting.every(({ socket }) => !socket.connecting),
        2_000,
        () => 'not connected',
      );
      for (let n = 0; n < 100 && (await counted())['connections'] !== 8; n++) await pause(10);
      assert.equal((await counted())['connections'], 8);
      assert.ok(waiting.every(({ endedBy }) => endedBy === undefined));
    } finally {
      deaf.stop();
    }
  });

  it('hold up no change of a toxic, whatever they are held by', async () => {
    const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end(Buffer.alloc(100_000)))));
    const address = await api.proxy('p', upstream.address);
    const held: readonly (readonly [string, Record<string, number>])[] = [
      ['latency', { latency: 60_000 }],
      ['bandwidth', { rate: 1 }],
      ['slow_close', { delay: 60_000 }],
      ['timeout', { timeout: 60_000 }],
      ['reset_peer', { timeout: 60_000 }],
      ['slicer', { average_size: 10, delay: 60_000_000 }],
      ['limit_data', { bytes: 1_000_000 }],
      ['noop', {}],
    ];
    for (const [type, attributes] of held) {
      await api.toxic('p', { name: 't', type, attributes });
      const clients = await dialMany(address, 5);
      for (const { socket } of clients) socket.write('x');
      await pause(30);
      const begunMs = performance.now();
      await api.patch('/proxies/p/toxics/t', { attributes });
      await api.remove('/proxies/p/toxics/t');
      assert.ok(performance.now() - begunMs < 1_000, type);
      for (const client of clients) assert.match(await client.ended(2_000), /^(end|ECONNRESET)$/, type);
    }
  });

  it('survive values beyond any timer, size and rate', async () => {
    const most = '9223372036854775807';
    const client = await dial(await echoProxy());
    let sent = 0;
    for (const [type, attributes] of [
      ['latency', `{"latency":-${most},"jitter":${most}}`],
      ['bandwidth', `{"rate":${most}}`],
      ['slicer', `{"average_size":${most},"size_variation":${most},"delay":${most}}`],
      ['slicer', `{"average_size":1,"delay":-${most}}`],
      ['slow_close', `{"delay":${most}}`],
      ['limit_data', `{"bytes":${most}}`],
    ] as const) {
      // As text: JSON.stringify has no such numbers.
      const reply = await send(api.url, 'POST', '/proxies/p/toxics', `{"name":"t","type":"${type}","attributes":${attributes}}`);
      assert.equal(reply.status, 200, reply.body);
      client.socket.write('x'.repeat(100));
      await pause(20);
      await api.remove('/proxies/p/toxics/t');
      await client.bytes((sent += 100), 2_000);
    }
  });
});
