import assert from 'node:assert/strict';
import { resetPeer } from '../../../src/proxy/toxics/reset-peer.ts';
import { tell } from './scripted-passage.ts';

describe('reset_peer', () => {
  it('drops the first chunk and resets after its time', async () => {
    const told = await tell(resetPeer, { attributes: { timeout: 80 }, arrivals: [[20, 'abc']] });
    assert.deepEqual(told.sent, []);
    assert.deepEqual(told.closed, ['reset', 100]);
    assert.deepEqual(told.counted, { chunks: 1, bytes: 3, delayedMs: 80 });
  });

  it('resets at the end of the stream too', async () => {
    assert.deepEqual((await tell(resetPeer, { attributes: { timeout: 80 }, arrivals: [[20, null]] })).closed, ['reset', 100]);
  });

  it('leaves an idle connection alone, and resets a doomed one at once when it is let go', async () => {
    assert.equal((await tell(resetPeer, { attributes: { timeout: 80 }, arrivals: [], interruptMs: 50 })).closed, null);
    assert.deepEqual((await tell(resetPeer, { attributes: { timeout: 80 }, arrivals: [[20, 'a']], interruptMs: 50 })).closed, [
      'reset',
      50,
    ]);
  });
});
