/** What proxies and toxics do to connections. Upper bounds are wide: the machine may be busy; lower bounds are not. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, startEcho, startPeer, until, type Peer } from '../support/tcp-peers.ts';
import { Api, type ServerUnderTest, type Started } from './toxiproxy-server.ts';

/** A timer may fire this much early, as clocks are read in different processes. */
const earlyMs = 2;
/** A busy machine may be this late. */
const lateMs = 400;

export function describeDataPath(under: ServerUnderTest): void {
  let server: Started;
  let api: Api;
  let peers: Peer[];
  let clients: Client[];

  before(async () => {
    server = await under.start();
    api = new Api(server.url);
  });
  after(() => server.stop());
  beforeEach(() => {
    peers = [];
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    const names = Object.keys(await api.call('GET', '/proxies'));
    for (const name of names) await api.remove(`/proxies/${name}`);
    for (const peer of peers) await peer.stop();
  });

  const keep = <T extends Peer>(peer: T): T => {
    peers.push(peer);
    return peer;
  };
  const dial = async (address: string): Promise<Client> => {
    const client = new Client(address);
    clients.push(client);
    return client.connected();
  };
  /** A proxy `p` in front of an echo, and where it listens. */
  const echoProxy = async (): Promise<string> => api.proxy('p', keep(await startEcho()).address);

  it('carries bytes both ways unchanged, also more than the buffers hold', async () => {
    const client = await dial(await echoProxy());
    const sent = Buffer.alloc(3_000_000, 0).map((_, at) => (at * 31) % 251);
    client.socket.write(sent);
    assert.deepEqual(await client.bytes(sent.length, 15_000), sent);
  });

  it('holds a sender back when the receiver does not read', async () => {
    let read = 0;
    const upstream = keep(await startPeer((socket) => socket.pause()));
    const client = await dial(await api.proxy('p', upstream.address));
    const block = Buffer.alloc(1_000_000);
    let taken = 0;
    for (let blocks = 0; blocks < 100; blocks++) client.socket.write(block, () => (taken += block.length));
    await pause(500);
    assert.ok(taken < 60_000_000, `${taken} bytes were taken though nobody reads`);
    upstream.accepted[0]?.on('data', (data: Buffer) => (read += data.length));
    upstream.accepted[0]?.resume();
    await until(
      () => read === 100_000_000,
      15_000,
      () => `${read} bytes were read`,
    );
  });

  it('hangs up, without a byte, when the upstream refuses', async () => {
    const client = await dial(await api.proxy('p', '127.0.0.1:1'));
    assert.equal(await client.ended(), 'end');
    assert.equal(client.received.length, 0);
  });

  it('closes the whole connection when one side ends, after what was under way', async () => {
    const upstream = keep(await startPeer((socket) => socket.end('last words')));
    const client = await dial(await api.proxy('p', upstream.address));
    assert.equal(await client.ended(), 'end');
    assert.equal(client.received.toString(), 'last words');
    const half = await dial(
      await api.proxy(
        'half',
        keep(await startPeer((socket) => socket.on('end', () => setTimeout(() => socket.write('too late'), 50)))).address,
      ),
    );
    half.socket.end('request');
    assert.equal(await half.ended(), 'end');
    assert.equal(half.received.toString(), '');
  });

  it('refuses connections while disabled, drops the live ones, and comes back on the same port with its toxics', async () => {
    const address = await echoProxy();
    await api.toxic('p', { type: 'latency', attributes: { latency: 50 } });
    const live = await dial(address);
    await live.roundTrip();
    await api.patch('/proxies/p', { enabled: false });
    assert.match(await live.ended(), /^(end|ECONNRESET)$/);
    await assert.rejects(dial(address), { code: 'ECONNREFUSED' });
    await api.patch('/proxies/p', { enabled: true });
    const again = await dial(address);
    assert.ok((await again.roundTrip()) >= 50 - earlyMs);
  });

  it('drops connections and refuses new ones when it is deleted', async () => {
    const address = await echoProxy();
    const live = await dial(address);
    await live.roundTrip();
    await api.remove('/proxies/p');
    assert.match(await live.ended(), /^(end|ECONNRESET)$/);
    await assert.rejects(dial(address), { code: 'ECONNREFUSED' });
  });

  describe('latency', () => {
    it('delays each direction by what is asked, and one by the sum of several', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'latency', attributes: { latency: 100 } });
      const times: number[] = [];
      for (let n = 0; n < 7; n++) times.push(await client.roundTrip());
      assert.ok(Math.min(...times) >= 100 - earlyMs, `${times}`);
      assert.ok((times.toSorted((a, b) => a - b)[3] ?? 0) < 135, `${times}`);
      await api.toxic('p', { type: 'latency', stream: 'upstream', attributes: { latency: 60 } });
      await api.toxic('p', { type: 'latency', name: 'second', attributes: { latency: 40 } });
      const together = await client.roundTrip();
      assert.ok(together >= 200 - 2 * earlyMs && together < 200 + lateMs, `${together}`);
    });

    it('jitters within its bounds', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'latency', attributes: { latency: 40, jitter: 30 } });
      const times: number[] = [];
      for (let n = 0; n < 20; n++) times.push(await client.roundTrip());
      assert.ok(Math.min(...times) >= 10 - earlyMs, `${times}`);
      assert.ok((times.toSorted((a, b) => a - b)[10] ?? 0) < 90, `${times}`);
      assert.ok(Math.max(...times) - Math.min(...times) > 8, `${times}`);
    });

    it('keeps the order and lets chunks overlap', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'latency', attributes: { latency: 150 } });
      const sentMs: number[] = [];
      for (const word of ['a', 'b', 'c', 'd']) {
        sentMs.push(performance.now());
        client.socket.write(word);
        await pause(60);
      }
      assert.equal((await client.bytes(4)).toString(), 'abcd');
      const delays = client.pieces.map(({ atMs }, at) => atMs - (sentMs[at] ?? 0));
      assert.equal(delays.length, 4);
      assert.ok(
        delays.every((ms) => ms >= 150 - earlyMs && ms < 150 + lateMs),
        `${delays}`,
      );
      assert.ok((client.pieces[3]?.atMs ?? 0) - (sentMs[0] ?? 0) < 150 + 180 + lateMs);
    });

    it('does not delay the end of a stream', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end())));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { type: 'latency', attributes: { latency: 2_000 } });
      const begunMs = performance.now();
      client.socket.write('bye');
      assert.equal(await client.ended(), 'end');
      assert.ok(client.endedAtMs - begunMs < 1_000);
    });

    it('delivers what it holds before the end', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end('last words'))));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { type: 'latency', attributes: { latency: 100 } });
      client.socket.write('go');
      assert.equal(await client.ended(), 'end');
      assert.equal(client.received.toString(), 'last words');
    });

    it('releases what it holds when it is removed or changed', async () => {
      const client = await dial(await echoProxy());
      for (const release of [
        () => api.remove('/proxies/p/toxics/slow'),
        () => api.patch('/proxies/p/toxics/slow', { attributes: { latency: 0 } }),
      ]) {
        const before = client.received.length;
        await api.toxic('p', { name: 'slow', type: 'latency', attributes: { latency: 60_000 } });
        for (const word of ['1', '2', '3']) {
          client.socket.write(word);
          await pause(20);
        }
        assert.equal(client.received.length, before);
        await release();
        assert.equal((await client.bytes(before + 3, 2_000)).toString().slice(-3), '123');
      }
    });

    it('acts on connections that were there before it', async () => {
      const client = await dial(await echoProxy());
      assert.ok((await client.roundTrip()) < lateMs);
      await api.toxic('p', { type: 'latency', attributes: { latency: 450 } });
      assert.ok((await client.roundTrip()) >= 450 - earlyMs);
    });
  });

  describe('timeout', () => {
    it('drops everything, and closes the connection when it is removed', async () => {
      const client = await dial(await echoProxy());
      await client.roundTrip();
      await api.toxic('p', { name: 't', type: 'timeout', attributes: { timeout: 0 } });
      client.socket.write('lost');
      await pause(150);
      assert.equal(client.endedBy, undefined);
      await api.remove('/proxies/p/toxics/t');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
      assert.equal(client.received.toString(), 'ping');
    });

    it('closes after silence of that length, and never while there is chatter', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'timeout', stream: 'upstream', attributes: { timeout: 250 } });
      let lastMs = 0;
      for (let n = 0; n < 10; n++) {
        lastMs = performance.now();
        client.socket.write('x');
        await pause(50);
      }
      assert.equal(client.endedBy, undefined);
      assert.equal(await client.ended(), 'end');
      const silenceMs = client.endedAtMs - lastMs;
      assert.ok(silenceMs >= 250 - earlyMs && silenceMs < 250 + lateMs, `${silenceMs}`);
      assert.equal(client.received.length, 0);
    });
  });

  describe('reset_peer', () => {
    it('resets a connection at its first data, after the time that is asked', async () => {
      const address = await echoProxy();
      await api.toxic('p', { type: 'reset_peer', attributes: { timeout: 100 } });
      const client = await dial(address);
      const sentMs = performance.now();
      client.socket.write('x');
      assert.equal(await client.ended(), 'ECONNRESET');
      const tookMs = client.endedAtMs - sentMs;
      assert.ok(tookMs >= 100 - earlyMs && tookMs < 100 + lateMs, `${tookMs}`);
      assert.equal(client.received.length, 0);
    });

    it('resets at once at 0, in the upstream direction too, and both sides', async () => {
      let upstreamError = '';
      const upstream = keep(
        await startPeer((socket) => socket.on('error', (error: NodeJS.ErrnoException) => (upstreamError = error.code ?? ''))),
      );
      const address = await api.proxy('p', upstream.address);
      await api.toxic('p', { type: 'reset_peer', stream: 'upstream', attributes: { timeout: 0 } });
      const client = await dial(address);
      client.socket.write('x');
      assert.equal(await client.ended(), 'ECONNRESET');
      await pause(50);
      assert.equal(upstreamError, 'ECONNRESET');
    });

    it('leaves an idle connection alone', async () => {
      const address = await echoProxy();
      await api.toxic('p', { name: 'r', type: 'reset_peer', attributes: { timeout: 0 } });
      const client = await dial(address);
      await pause(200);
      assert.equal(client.endedBy, undefined);
      await api.remove('/proxies/p/toxics/r');
      assert.ok((await client.roundTrip()) < lateMs);
    });
  });

  describe('bandwidth', () => {
    it('passes as many bytes as the rate allows', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'bandwidth', attributes: { rate: 100 } });
      const begunMs = performance.now();
      client.socket.write(Buffer.alloc(50_000));
      await client.bytes(50_000);
      const tookMs = performance.now() - begunMs;
      assert.ok(tookMs >= 490 && tookMs < 500 + lateMs, `${tookMs}`);
      const halfway = client.pieces.filter(({ atMs }) => atMs - begunMs < tookMs / 2).reduce((sum, { data }) => sum + data.length, 0);
      assert.ok(halfway >= 10_000 && halfway <= 30_000, `${halfway} bytes in the first half`);
    });

    it('passes nothing at 0, until it is removed', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { name: 'b', type: 'bandwidth', attributes: { rate: 0 } });
      client.socket.write('held');
      await pause(250);
      assert.equal(client.received.length, 0);
      await api.remove('/proxies/p/toxics/b');
      assert.equal((await client.bytes(4, 2_000)).toString(), 'held');
    });
  });

  describe('slow_close', () => {
    it('delays the end and not the data', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end('answer'))));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { type: 'slow_close', attributes: { delay: 600 } });
      const begunMs = performance.now();
      client.socket.write('x');
      await client.bytes(6);
      assert.ok(performance.now() - begunMs < 550);
      assert.equal(await client.ended(), 'end');
      assert.ok(client.endedAtMs - begunMs >= 600 - earlyMs);
    });

    it('closes at once when it is removed in between', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end('answer'))));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { name: 's', type: 'slow_close', attributes: { delay: 60_000 } });
      client.socket.write('x');
      await client.bytes(6);
      await api.remove('/proxies/p/toxics/s');
      assert.equal(await client.ended(2_000), 'end');
    });
  });

  describe('slicer', () => {
    it('cuts into pieces with a wait after each', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'slicer', attributes: { average_size: 16, size_variation: 0, delay: 30_000 } });
      const begunMs = performance.now();
      client.socket.write(Buffer.from('0123456789'.repeat(10)));
      assert.equal((await client.bytes(100)).toString(), '0123456789'.repeat(10));
      assert.ok(performance.now() - begunMs >= 7 * 30 - 7 * earlyMs);
      assert.ok(client.pieces.length > 2 && client.pieces.every(({ data }) => data.length < 100));
    });
  });

  describe('limit_data', () => {
    it('closes after exactly so many bytes, counted over the life of the connection', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'limit_data', attributes: { bytes: 10 } });
      await client.roundTrip('12345678');
      client.socket.write('90ABCDEF');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
      assert.equal(client.received.toString(), '1234567890');
    });

    it('keeps counting when the limit is changed', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { name: 'l', type: 'limit_data', attributes: { bytes: 1_000 } });
      await client.roundTrip('12345678');
      await api.patch('/proxies/p/toxics/l', { attributes: { bytes: 12 } });
      client.socket.write('90ABCDEF');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
      assert.equal(client.received.toString(), '1234567890AB');
    });
  });

  describe('toxicity', () => {
    it('takes its share of connections, and all of the requests on one', async () => {
      const address = await echoProxy();
      await api.toxic('p', { type: 'timeout', toxicity: 0.5, attributes: { timeout: 0 } });
      const many = await Promise.all(Array.from({ length: 60 }, () => dial(address)));
      for (const client of many) client.socket.write('x');
      await pause(300);
      const spared = many.filter(({ received }) => received.length === 1);
      assert.ok(spared.length > 12 && spared.length < 48, `${spared.length} of 60 spared`);
      for (const client of spared.slice(0, 5)) assert.ok((await client.roundTrip()) < lateMs);
    });
  });

  it('loses and mixes nothing while toxics come and go under a live stream', async () => {
    const client = await dial(await echoProxy());
    const sent = Buffer.alloc(400_000, 0).map((_, at) => (at * 7) % 253);
    const writing = (async () => {
      for (let from = 0; from < sent.length; from += 10_000) {
        client.socket.write(sent.subarray(from, from + 10_000));
        await pause(10);
      }
    })();
    const toxics = [
      { name: 'x', type: 'latency', attributes: { latency: 30, jitter: 20 } },
      { name: 'x', type: 'slicer', stream: 'upstream', attributes: { average_size: 500, size_variation: 100, delay: 50 } },
      { name: 'x', type: 'bandwidth', attributes: { rate: 600 } },
      { name: 'x', type: 'noop' },
    ];
    for (const [at, toxic] of [...toxics, ...toxics].entries()) {
      await api.toxic('p', { ...toxic, name: `x${at}` });
      await pause(30);
      await api.patch(`/proxies/p/toxics/x${at}`, { attributes: {} });
      if (at > 0) await api.remove(`/proxies/p/toxics/x${at - 1}`);
      await pause(15);
    }
    await writing;
    await api.call('POST', '/reset');
    assert.ok((await client.bytes(sent.length, 10_000)).equals(sent));
  });
}
