/** What proxies do to connections, and several toxics together. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { startPeer, until } from '../support/tcp-peers.ts';
import { earlyMs, lateMs, onServer } from './on-server.ts';
import type { ServerUnderTest } from './toxiproxy-server.ts';

export function describeDataPath(under: ServerUnderTest): void {
  const { api, keep, dial, echoProxy } = onServer(under);

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

  it('drops what it holds when it is disabled', async () => {
    const client = await dial(await echoProxy());
    await api.toxic('p', { type: 'latency', attributes: { latency: 300 } });
    client.socket.write('x');
    await pause(100);
    await api.patch('/proxies/p', { enabled: false });
    assert.match(await client.ended(), /^(end|ECONNRESET)$/);
    assert.equal(client.received.length, 0);
  });

  it('drops connections and refuses new ones when it is deleted', async () => {
    const address = await echoProxy();
    const live = await dial(address);
    await live.roundTrip();
    await api.remove('/proxies/p');
    assert.match(await live.ended(), /^(end|ECONNRESET)$/);
    await assert.rejects(dial(address), { code: 'ECONNREFUSED' });
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

  it('counts connections of a limit one by one', async () => {
    const address = await echoProxy();
    await api.toxic('p', { type: 'limit_data', attributes: { bytes: 4 } });
    for (let n = 0; n < 3; n++) {
      const client = await dial(address);
      client.socket.write('1234567');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
      assert.equal(client.received.toString(), '1234');
    }
  });

  it('takes all toxics off at a reset, and closes what a timeout had', async () => {
    const address = await echoProxy();
    const client = await dial(address);
    await api.toxic('p', { type: 'latency', attributes: { latency: 60_000 } });
    client.socket.write('held');
    await pause(50);
    await api.call('POST', '/reset');
    assert.equal((await client.bytes(4, 2_000)).toString(), 'held');
    await api.toxic('p', { type: 'timeout' });
    await api.call('POST', '/reset');
    assert.match(await client.ended(), /^(end|ECONNRESET)$/);
    assert.ok((await (await dial(address)).roundTrip()) < lateMs);
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
