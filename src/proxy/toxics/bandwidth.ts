import { leastSleepMs, type ToxicKind } from './toxic-kind.ts';

const stepMs = 100;

/**
 * At most `rate` KB/s (1000 bytes each), in steps of 100 ms. Rate 0 lets nothing pass. Let go, it releases what it holds.
 * A timer that fired late is made up for by the next wait, but not by more than one step.
 */
export const bandwidth: ToxicKind = {
  type: 'bandwidth',
  wireName: 'BandwidthToxic',
  attributes: ['rate'],
  integer: 'int64',
  inboxChunks: 0,
  closesOnRemoval: false,
  refuse(attributes) {
    return (attributes['rate'] ?? 0n) < 0n ? 'bandwidth rate must not be negative' : undefined;
  },
  async pipe(passage) {
    let owedMs = 0;
    for (;;) {
      const received = await passage.receive();
      if (received === 'end') return passage.close();
      if (typeof received === 'string') return;
      const { atMs } = received;
      const begunMs = passage.now();
      const bytesPerMs = passage.attribute('rate');
      owedMs += bytesPerMs > 0 ? received.data.length / bytesPerMs : Infinity;
      let rest = received.data;
      let whole = true;
      for (let step = 1; rest.length > bytesPerMs * stepMs && whole; step++) {
        whole = await passage.sleep(bytesPerMs > 0 ? begunMs + step * stepMs - passage.now() : Infinity);
        if (!whole) break;
        await passage.send({ data: rest.subarray(0, bytesPerMs * stepMs), atMs });
        rest = rest.subarray(bytesPerMs * stepMs);
      }
      const leftMs = begunMs + owedMs - passage.now();
      const isHeld = rest !== received.data || !whole || leftMs >= leastSleepMs;
      if (whole) whole = await passage.sleep(leftMs);
      const heldMs = passage.now() - begunMs;
      owedMs = Math.max(owedMs - heldMs, -stepMs);
      if (isHeld) passage.count({ chunks: 1, bytes: received.data.length, delayedMs: heldMs });
      await passage.send({ data: rest, atMs });
      if (!whole) return;
    }
  },
};
