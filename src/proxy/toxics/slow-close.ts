import { leastSleepMs, type ToxicKind } from './toxic-kind.ts';

/** Passes data on as it is and holds the end of the stream back for `delay` ms. */
export const slowClose: ToxicKind = {
  type: 'slow_close',
  wireName: 'SlowCloseToxic',
  attributes: ['delay'],
  integer: 'int64',
  inboxChunks: 0,
  closesOnRemoval: false,
  async pipe(passage) {
    for (;;) {
      const received = await passage.receive();
      if (received === 'end') {
        const begunMs = passage.now();
        const delayMs = passage.attribute('delay');
        const whole = await passage.sleep(delayMs);
        if (delayMs >= leastSleepMs) passage.count({ delayedMs: passage.now() - begunMs });
        // Interrupted, the end is still there to be received: by this toxic once more, or by what comes after it.
        if (whole) passage.close();
        return;
      }
      if (typeof received === 'string') return;
      await passage.send(received);
    }
  },
};
