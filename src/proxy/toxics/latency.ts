import type { Passage, ToxicKind } from './toxic-kind.ts';

/**
 * Holds each chunk until `latency` +- `jitter` ms (whole ms, uniform) after it was read; chunks stay in order and
 * overlap, so that a stream is late but not slow. The end of a stream is not delayed. Let go, it releases what it holds.
 */
export const latency: ToxicKind = {
  type: 'latency',
  wireName: 'LatencyToxic',
  attributes: ['latency', 'jitter'],
  integer: 'int64',
  inboxChunks: 1024,
  closesOnRemoval: false,
  async pipe(passage) {
    for (;;) {
      const received = await passage.receive();
      if (received === 'end') return passage.close();
      if (typeof received === 'string') return;
      const wantedMs = delayMs(passage);
      const readAtMs = received.atMs;
      const sleepMs = wantedMs - (passage.now() - readAtMs);
      await passage.sleep(sleepMs);
      if (wantedMs > 0) passage.count({ chunks: 1, bytes: received.data.length, delayedMs: passage.now() - readAtMs });
      // The time stamp moves on by what was slept, so that latencies in a row add up.
      received.atMs += sleepMs;
      await passage.send(received);
    }
  },
};

function delayMs(passage: Passage): number {
  const jitter = passage.attribute('jitter');
  const steady = passage.attribute('latency');
  return jitter > 0 ? steady + Math.floor(passage.random() * jitter * 2) - jitter : steady;
}
