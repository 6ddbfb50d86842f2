/** The toxics that pass data on later, slower or in other pieces. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { startPeer } from '../support/tcp-peers.ts';
import { earlyMs, lateMs, onServer } from './on-server.ts';
import type { ServerUnderTest } from './toxiproxy-server.ts';

export function describePacing(under: ServerUnderTest): void {
  const { api, keep, dial, echoProxy } = onServer(under);

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
      // On a busy machine two may be read as one: then the last of them counts.
      let read = 0;
      const delays = client.pieces.map(({ data, atMs }) => atMs - (sentMs[(read += data.length) - 1] ?? 0));
      assert.ok(delays.length > 1);
      assert.ok(
        delays.every((ms) => ms >= 150 - earlyMs && ms < 150 + lateMs),
        `${delays}`,
      );
      assert.ok((client.pieces.at(-1)?.atMs ?? 0) - (sentMs[0] ?? 0) < 150 + 180 + lateMs);
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

    it('is never ahead of its rate, in chunks and between them', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'bandwidth', attributes: { rate: 100 } });
      const begunMs = performance.now();
      client.socket.write(Buffer.alloc(25_000));
      await pause(30);
      client.socket.write(Buffer.alloc(5_000));
      await client.bytes(30_000);
      let sum = 0;
      for (const { data, atMs } of client.pieces) {
        sum += data.length;
        assert.ok(sum <= 100 * (atMs - begunMs + earlyMs), `${sum} bytes after ${atMs - begunMs} ms`);
      }
      const small = performance.now();
      client.socket.write(Buffer.alloc(1_000));
      await client.bytes(31_000);
      const tookMs = (client.pieces.at(-1)?.atMs ?? 0) - small;
      assert.ok(tookMs < 10 + lateMs, `${tookMs}`);
    });

    it('holds the end back behind the data', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end(Buffer.alloc(20_000)))));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { type: 'bandwidth', attributes: { rate: 100 } });
      const begunMs = performance.now();
      client.socket.write('x');
      assert.equal(await client.ended(), 'end');
      assert.equal(client.received.length, 20_000);
      assert.ok(client.endedAtMs - begunMs >= 200 - earlyMs, `${client.endedAtMs - begunMs}`);
    });

    it('releases what it holds when it is changed', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { name: 'b', type: 'bandwidth', attributes: { rate: 1 } });
      client.socket.write(Buffer.alloc(20_000));
      await pause(150);
      assert.ok(client.received.length < 2_000, `${client.received.length}`);
      await api.patch('/proxies/p/toxics/b', { attributes: { rate: 1_000_000_000 } });
      await client.bytes(20_000, 2_000);
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

    it('halves until a piece is small enough', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'slicer', attributes: { average_size: 16, size_variation: 0, delay: 40_000 } });
      client.socket.write(Buffer.alloc(100));
      await client.bytes(100);
      // 100, 50, 25: 12 and 13. On a busy machine two may be read as one.
      const sizes = client.pieces.map(({ data }) => data.length);
      assert.ok(sizes.filter((size) => size === 12 || size === 13).length >= 5, `${sizes}`);
    });

    it('varies around the average and no further', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'slicer', attributes: { average_size: 400, size_variation: 100, delay: 20_000 } });
      client.socket.write(Buffer.alloc(4_000));
      await client.bytes(4_000);
      const sizes = client.pieces.map(({ data }) => data.length);
      assert.ok(sizes.filter((size) => size <= 500 && size >= 150).length >= 6, `${sizes}`);
    });

    it('sends the rest in one piece when it is removed or changed, and the end after it', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end(Buffer.alloc(1_000)))));
      for (const name of ['removed', 'changed']) {
        const client = await dial(await api.proxy(name, upstream.address));
        await api.toxic(name, { name: 's', type: 'slicer', attributes: { average_size: 10, delay: 400_000 } });
        client.socket.write('x');
        await pause(100);
        assert.ok(client.received.length < 100, `${client.received.length}`);
        if (name === 'removed') await api.remove(`/proxies/${name}/toxics/s`);
        else await api.patch(`/proxies/${name}/toxics/s`, { attributes: { average_size: 10_000 } });
        assert.equal(await client.ended(2_000), 'end');
        assert.equal(client.received.length, 1_000);
      }
    });
  });
}
