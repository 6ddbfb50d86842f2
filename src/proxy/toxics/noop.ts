import type { ToxicKind } from './toxic-kind.ts';

/** Passes everything on as it is. */
export const noop: ToxicKind = {
  type: 'noop',
  wireName: 'NoopToxic',
  attributes: [],
  integer: 'int64',
  inboxChunks: 0,
  closesOnRemoval: false,
  async pipe(passage) {
    for (;;) {
      const received = await passage.receive();
      if (received === 'end') return passage.close();
      if (typeof received === 'string') return;
      await passage.send(received);
    }
  },
};
