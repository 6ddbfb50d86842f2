/** A thousand connections, each under a toxic and ended in one way or another, leave nothing behind. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Api, embedded } from '../conformance/toxiproxy-server.ts';
import { Client, freePort, startEcho, startPeer } from '../support/tcp-peers.ts';

/** Each holds what it gets for good, where it can. */
const toxics: readonly (readonly [string, Record<string, number>])[] = [
  ['latency', { latency: 600_000 }],
  ['bandwidth', { rate: 1 }],
  ['slow_close', { delay: 600_000 }],
  ['timeout', { timeout: 600_000 }],
  ['reset_peer', { timeout: 600_000 }],
  ['slicer', { average_size: 10, delay: 60_000_000 }],
  ['limit_data', { bytes: 10 }],
  ['noop', {}],
];
const endings = {
  'client goes': (client: Client) => void client.socket.destroy(),
  'client resets': (client: Client) => void client.socket.resetAndDestroy(),
  'client ends': (client: Client) => void client.socket.end(),
  // The peer below does so when it is asked to, as far as it hears of it.
  'upstream ends': (client: Client) => void client.socket.write('end'),
  'upstream resets': (client: Client) => void client.socket.write('reset'),
  stays: () => undefined,
};
const each = 11;
const settleMs = 10_000;

/** Puts every toxic on both ways in turn, under six times eleven connections; takes it off while some live. Returns how many there were. */
async function run(url: string): Promise<number> {
  const api = new Api(url);
  const peer = await startPeer((socket) => {
    socket.on('data', (data) => {
      const asked = data.toString();
      if (asked.includes('reset')) socket.resetAndDestroy();
      else if (asked.includes('end')) socket.end(data);
      else socket.write(data);
    });
    socket.on('end', () => socket.end());
  });
  const address = await api.proxy('p', peer.address);
  const open = async (): Promise<number> => Number((await api.call('GET', '/stampede/links/p'))['open']);
  const closed = async (why: string): Promise<void> => {
    const begunMs = performance.now();
    while ((await open()) > 0) {
      assert.ok(performance.now() - begunMs < settleMs, `${await open()} are open: ${why}`);
      await pause(5);
    }
  };
  let connections = 0;
  try {
    for (const [type, attributes] of toxics) {
      for (const stream of ['upstream', 'downstream']) {
        await api.toxic('p', { name: 't', type, stream, attributes });
        const clients = await Promise.all(
          Object.values(endings).flatMap((end) =>
            Array.from({ length: each }, async () => {
              const client = await new Client(address).connected();
              client.socket.write('x'.repeat(100));
              return { client, end };
            }),
          ),
        );
        connections += clients.length;
        await pause(10);
        for (const { client, end } of clients) end(client);
        await pause(10);
        await api.remove('/proxies/p/toxics/t');
        for (const { client, end } of clients) if (end === endings['stays']) client.close();
        await closed(`${type} ${stream}`);
        for (const { client } of clients) client.close();
      }
    }
  } finally {
    await api.remove('/proxies/p');
    await peer.stop();
  }
  return connections;
}

/** What this process, and with it the server in it, has under way. */
function left(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return { sockets: counts['TCPSocketWrap'] ?? 0, listeners: counts['TCPServerWrap'] ?? 0, timers: counts['Timeout'] ?? 0 };
}

/** Waits until no more is left than before: other tests of this process may have left something that goes meanwhile. */
async function settled(before: Record<string, number>): Promise<void> {
  const more = (): string[] => Object.entries(left()).flatMap(([kind, count]) => (count > (before[kind] ?? 0) ? `${count} ${kind}` : []));
  for (let n = 0; n < 300 && more().length > 0; n++) await pause(10);
  assert.deepEqual(more(), [], JSON.stringify(before));
}

describe('1 000 connections under toxics', () => {
  it('leave no socket and no timer in the server', async () => {
    const server = await embedded.start();
    try {
      const before = left();
      assert.ok((await run(server.url)) > 1_000);
      await settled(before);
    } finally {
      await server.stop();
    }
  });

  it('leave nothing where the toxic stays and they are gone', async () => {
    const server = await embedded.start();
    const api = new Api(server.url);
    const echo = await startEcho();
    const { sockets = 0 } = left();
    try {
      const address = await api.proxy('p', echo.address);
      for (const [type, attributes] of toxics) {
        await api.toxic('p', { name: type, type, attributes });
        // The call's own socket may still be closing.
        const before = { ...left(), sockets };
        const clients = await Promise.all(Array.from({ length: 20 }, () => new Client(address).connected()));
        for (const { socket } of clients) socket.write('x'.repeat(100));
        await pause(20);
        for (const { socket } of clients) socket.resetAndDestroy();
        await settled(before);
        await api.remove(`/proxies/p/toxics/${type}`);
      }
    } finally {
      await server.stop();
      await echo.stop();
    }
  });

  it('leave no file open in its process', async () => {
    const port = await freePort();
    const main = fileURLToPath(new URL('../../src/proxy/main.ts', import.meta.url));
    const child: ChildProcess = spawn(process.execPath, [main, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      const files = (): number => readdirSync(`/proc/${child.pid}/fd`).length;
      await new Api(`http://127.0.0.1:${port}`).call('GET', '/proxies');
      const before = files();
      assert.ok((await run(`http://127.0.0.1:${port}`)) > 1_000);
      for (let n = 0; n < 200 && files() > before; n++) await pause(10);
      assert.ok(files() <= before, `${files()} files, ${before} before`);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});
