/** The toxics that drop data, or change how a connection ends. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { startPeer, until } from '../support/tcp-peers.ts';
import { earlyMs, lateMs, onServer } from './on-server.ts';
import type { ServerUnderTest } from './toxiproxy-server.ts';

export function describeEndings(under: ServerUnderTest): void {
  const { api, keep, dial, echoProxy } = onServer(under);

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

    it('begins its silence again when it is changed', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { name: 't', type: 'timeout', attributes: { timeout: 400 } });
      client.socket.write('x');
      await pause(250);
      const changedMs = performance.now();
      await api.patch('/proxies/p/toxics/t', { attributes: { timeout: 400 } });
      assert.equal(await client.ended(), 'end');
      const tookMs = client.endedAtMs - changedMs;
      assert.ok(tookMs >= 400 - earlyMs && tookMs < 400 + lateMs, `${tookMs}`);
    });

    it('closes, when removed, connections that its toxicity spared too', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { name: 't', type: 'timeout', toxicity: 0 });
      await client.roundTrip();
      await api.remove('/proxies/p/toxics/t');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
    });

    it('closes at the end of the stream, whatever its time', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end('lost'))));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { type: 'timeout', attributes: { timeout: 60_000 } });
      client.socket.write('x');
      assert.equal(await client.ended(2_000), 'end');
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

    it('resets at the end of a stream without data', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end())));
      const address = await api.proxy('p', upstream.address);
      await api.toxic('p', { type: 'reset_peer', attributes: { timeout: 50 } });
      const client = await dial(address);
      client.socket.write('x');
      assert.equal(await client.ended(), 'ECONNRESET');
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

    it('begins its time again when it is changed in between', async () => {
      const upstream = keep(await startPeer((socket) => socket.on('data', () => socket.end('answer'))));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { name: 's', type: 'slow_close', attributes: { delay: 60_000 } });
      client.socket.write('x');
      await client.bytes(6);
      const changedMs = performance.now();
      await api.patch('/proxies/p/toxics/s', { attributes: { delay: 150 } });
      assert.equal(await client.ended(2_000), 'end');
      const tookMs = client.endedAtMs - changedMs;
      assert.ok(tookMs >= 150 - earlyMs && tookMs < 150 + lateMs, `${tookMs}`);
    });

    it('does not delay the end of the other direction', async () => {
      let ended = false;
      const upstream = keep(await startPeer((socket) => socket.on('end', () => (ended = true)).resume()));
      const client = await dial(await api.proxy('p', upstream.address));
      await api.toxic('p', { type: 'slow_close', attributes: { delay: 60_000 } });
      client.socket.end('x');
      await until(
        () => ended,
        2_000,
        () => 'the upstream does not see the end',
      );
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

  describe('limit_data', () => {
    it('lets nothing pass at 0, and leaves an idle connection alone', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { type: 'limit_data' });
      await pause(100);
      assert.equal(client.endedBy, undefined);
      client.socket.write('x');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
      assert.equal(client.received.length, 0);
    });

    it('closes at the next data when the limit is lowered below what has passed', async () => {
      const client = await dial(await echoProxy());
      await api.toxic('p', { name: 'l', type: 'limit_data', attributes: { bytes: 1_000 } });
      await client.roundTrip('12345678');
      await api.patch('/proxies/p/toxics/l', { attributes: { bytes: 4 } });
      await pause(50);
      assert.equal(client.endedBy, undefined);
      client.socket.write('9');
      assert.match(await client.ended(), /^(end|ECONNRESET)$/);
      assert.equal(client.received.toString(), '12345678');
    });

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
}
