import type { ToxicKind } from './toxic-kind.ts';

/** Lets `bytes` bytes pass on each connection, cut to the byte, then closes it. The count goes on when the limit is changed. */
export const limitData: ToxicKind = {
  type: 'limit_data',
  wireName: 'LimitDataToxic',
  attributes: ['bytes'],
  integer: 'int64',
  inboxChunks: 0,
  closesOnRemoval: false,
  async pipe(passage) {
    for (;;) {
      const received = await passage.receive();
      if (received === 'end') return passage.close();
      if (typeof received === 'string') return;
      const left = Math.max(passage.attribute('bytes') - passage.memory.passedBytes, 0);
      const passed = received.data.subarray(0, left);
      const dropped = received.data.length - passed.length;
      passage.memory.passedBytes += passed.length;
      if (dropped > 0) passage.count({ chunks: 1, bytes: dropped });
      if (passed.length > 0) await passage.send({ data: passed, atMs: received.atMs });
      if (received.data.length >= left) return passage.close();
    }
  },
};
