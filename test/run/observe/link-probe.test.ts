import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { systemClock } from '../../../src/run/clock.ts';
import { probeLink, type Probed } from '../../../src/run/observe/link-probe.ts';

describe('a probe through a link', () => {
  let server: Server;
  let sockets: Socket[];
  let received: string;
  let meet: (socket: Socket) => void;

  beforeEach(async () => {
    [sockets, received, meet] = [[], '', () => {}];
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => (received += String(data)));
      meet(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  const probe = (by?: { get: string } | { send: string }, timeoutMs = 2_000, signal = new AbortController().signal): Promise<Probed> =>
    probeLink({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, probe: by, timeoutMs, clock: systemClock, signal });

  it('opens a connection, sends nothing, and closes it', async () => {
    const { how, outcome, ms, bytes } = await probe();
    assert.deepEqual([how, outcome, bytes], ['connect', 'answered', 0]);
    assert.ok(ms !== null && ms < 1_000);
    await once(sockets[0] ?? (await once(server, 'connection'))[0], 'close');
    assert.equal(received, '');
  });

  it('is refused where nobody listens', async () => {
    const port = (server.address() as AddressInfo).port;
    await new Promise((resolve) => server.close(resolve));
    const found = await probeLink({
      host: '127.0.0.1',
      port,
      probe: undefined,
      timeoutMs: 2_000,
      clock: systemClock,
      signal: new AbortController().signal,
    });
    assert.deepEqual([found.outcome, found.ms, found.detail], ['refused', null, 'ECONNREFUSED']);
  });

  it('sends one GET, marked, and reads the whole answer', async () => {
    meet = (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 503 Sorry\r\n\r\n');
        setTimeout(() => socket.end('x'.repeat(500)), 60);
      });
    };
    const { outcome, status, ms, bytes } = await probe({ get: '/health' });
    assert.deepEqual([outcome, status], ['answered', 503]);
    assert.ok(ms !== null && ms >= 50, `${ms}`);
    assert.equal(bytes, received.length + 22 + 500);
    assert.match(received, /^GET \/health HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n.*X-Stampede: probe\r\n.*Connection: close\r\n\r\n$/s);
  });

  it('sends a text and takes the first bytes for its answer', async () => {
    meet = (socket) => socket.once('data', () => socket.write('+PONG\r\n'));
    const { outcome, status, bytes } = await probe({ send: 'PING\r\n' });
    assert.deepEqual([outcome, status, bytes, received], ['answered', null, 13, 'PING\r\n']);
  });

  for (const [title, how, outcome] of [
    ['nothing comes', () => {}, 'timeout'],
    ['the end comes instead', (socket: Socket) => socket.once('data', () => socket.end()), 'closed'],
    ['a reset comes instead', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()), 'reset'],
  ] as const)
    it(`says so when ${title}`, async () => {
      meet = how;
      const found = await probe({ send: 'PING\r\n' }, 150);
      assert.deepEqual([found.outcome, found.ms], [outcome, null]);
    });

  it('gives up when the run does', async () => {
    const leaving = new AbortController();
    const asked = probe({ send: 'PING\r\n' }, 20_000, leaving.signal);
    leaving.abort();
    assert.equal((await asked).outcome, 'failed');
  });
});
