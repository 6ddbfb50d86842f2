import type { ToxicKind } from './toxic-kind.ts';

/**
 * Waits for the first data or the end of the stream, drops it, and after `timeout` ms ends the connection by RST on both
 * sides. An idle connection is left alone. A connection whose data is dropped can't be saved any more: let go, it is reset at once.
 */
export const resetPeer: ToxicKind = {
  type: 'reset_peer',
  wireName: 'ResetToxic',
  attributes: ['timeout'],
  integer: 'int64',
  inboxChunks: 0,
  closesOnRemoval: false,
  async pipe(passage) {
    const received = await passage.receive();
    if (received === 'interrupted') return;
    const begunMs = passage.now();
    await passage.sleep(passage.attribute('timeout'));
    const bytes = typeof received === 'string' ? 0 : received.data.length;
    passage.count({ chunks: bytes > 0 ? 1 : 0, bytes, delayedMs: passage.now() - begunMs });
    passage.reset();
  },
};
