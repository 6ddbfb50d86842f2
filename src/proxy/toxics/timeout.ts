import type { ToxicKind } from './toxic-kind.ts';

/**
 * Drops all data. With a `timeout` above 0 it closes the connection when nothing came for so many ms, so that a peer that
 * keeps talking is never closed; with 0 it drops until it is removed, which closes the connection.
 */
export const timeout: ToxicKind = {
  type: 'timeout',
  wireName: 'TimeoutToxic',
  attributes: ['timeout'],
  integer: 'int64',
  inboxChunks: 0,
  closesOnRemoval: true,
  async pipe(passage) {
    for (;;) {
      const withinMs = passage.attribute('timeout');
      const received = await passage.receive(withinMs > 0 ? withinMs : undefined);
      if (received === 'interrupted') return;
      if (received === 'late' || received === 'end') return passage.close();
      passage.count({ chunks: 1, bytes: received.data.length });
    }
  },
};
