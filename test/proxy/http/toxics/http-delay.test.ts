import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../support/tcp-peers.ts';
import { Talk } from '../talk.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\n\r\n`;

async function passedOn(talk: Talk, text: string): Promise<number> {
  const begunMs = performance.now();
  await until(
    () => talk.toUpstream.text === text,
    5_000,
    () => talk.toUpstream.text,
  );
  return performance.now() - begunMs;
}

describe('http_delay', () => {
  it('holds a request and what is behind it, passes on what was before, and counts the time', async () => {
    const talk = new Talk();
    talk.toxic('http_delay', { delay: 60 }, { path: '/slow' });
    talk.ask(`${get('/a')}${get('/slow')}${get('/b')}`);
    talk.ask(get('/c'));
    assert.equal(talk.toUpstream.text, get('/a'));
    assert.ok(talk.clientSocket.paused);
    const tookMs = await passedOn(talk, get('/a') + get('/slow') + get('/b') + get('/c'));
    assert.ok(tookMs >= 58, `${tookMs}`);
    assert.ok(!talk.clientSocket.paused);
    const { requests, delayedMs = 0, connections } = talk.counters.toxics['http_delay'] ?? {};
    assert.deepEqual({ requests, connections }, { requests: 1, connections: 1 });
    assert.ok(delayedMs >= 59 && delayedMs < 2_000, `${delayedMs}`);
  });

  it('lets go at once when it is removed', () => {
    const talk = new Talk();
    const toxic = talk.toxic('http_delay', { delay: 60_000 });
    talk.ask(get('/a') + get('/b'));
    assert.equal(talk.toUpstream.text, '');
    talk.link.remove(toxic);
    assert.equal(talk.toUpstream.text, get('/a') + get('/b'));
    assert.ok(!talk.clientSocket.paused);
  });

  it('varies by its jitter, and never goes below 0', () => {
    const hold = (delay: number, jitter: number): number[] => {
      const toxic = new Talk().toxic('http_delay', { delay, jitter });
      return Array.from({ length: 500 }, () => toxic.kind.holdMs?.(toxic.attributes, () => toxic.random()) ?? -1);
    };
    const around = hold(100, 20);
    assert.ok(Math.min(...around) >= 80 && Math.min(...around) < 85);
    assert.ok(Math.max(...around) < 120 && Math.max(...around) > 115);
    assert.ok(Math.min(...hold(5, 50)) === 0);
  });

  it('adds up with another, comes before an error that was added after it and not before one that was added before', async () => {
    const talk = new Talk();
    talk.toxic('http_error', { status: 500 }, { path: '/first' }, 'first');
    talk.toxic('http_delay', { delay: 40 }, {}, 'one');
    talk.toxic('http_delay', { delay: 40 }, {}, 'two');
    talk.toxic('http_error', { status: 501 }, { path: '/last' }, 'last');
    talk.ask(get('/first'));
    assert.match(talk.toClient.text, /^HTTP\/1\.1 500 /);
    const begunMs = performance.now();
    talk.ask(get('/last'));
    await until(
      () => talk.toClient.text.includes('501'),
      5_000,
      () => talk.toClient.text,
    );
    assert.ok(performance.now() - begunMs >= 78);
    assert.equal(talk.toUpstream.text, '');
  });

  it('passes on what it holds before the end of a client that has gone, and nothing when the upstream has', async () => {
    const talk = new Talk();
    talk.toxic('http_delay', { delay: 30 });
    talk.ask(get('/a'));
    talk.clientEnds();
    assert.ok(!talk.toUpstream.ended);
    await passedOn(talk, get('/a'));
    assert.ok(talk.toUpstream.ended);

    const other = new Talk();
    other.toxic('http_delay', { delay: 30 });
    other.ask(get('/a'));
    other.upstreamGone();
    assert.ok(other.toClient.ended && !other.clientSocket.paused);
    await pause(60);
    assert.equal(other.toUpstream.text, '');
  });

  it('holds a request that turns out to need an answer about its protocol', async () => {
    const talk = new Talk();
    talk.toxic('http_delay', { delay: 20 });
    talk.ask('CONNECT shop:443 HTTP/1.1\r\n\r\nrest');
    await passedOn(talk, 'CONNECT shop:443 HTTP/1.1\r\n\r\n');
    assert.ok(talk.clientSocket.paused);
    talk.answer('HTTP/1.1 200 OK\r\n\r\n');
    assert.ok(talk.toUpstream.text.endsWith('\r\n\r\nrest'));
  });
});
