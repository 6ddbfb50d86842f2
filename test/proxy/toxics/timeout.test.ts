import assert from 'node:assert/strict';
import { timeout } from '../../../src/proxy/toxics/timeout.ts';
import { tell } from './scripted-passage.ts';

describe('timeout', () => {
  it('drops all, and closes after silence: each chunk starts the wait anew', async () => {
    const told = await tell(timeout, {
      attributes: { timeout: 200 },
      arrivals: [
        [0, 'a'],
        [150, 'b'],
        [300, 'c'],
      ],
    });
    assert.deepEqual(told.sent, []);
    assert.deepEqual(told.closed, ['close', 500]);
    assert.deepEqual(told.counted, { chunks: 3, bytes: 3, delayedMs: 0 });
  });

  it('never closes by itself at 0, but ends when the stream does', async () => {
    assert.equal((await tell(timeout, { arrivals: [[0, 'a']], interruptMs: 1e6 })).closed, null);
    assert.deepEqual(
      (
        await tell(timeout, {
          arrivals: [
            [0, 'a'],
            [40, null],
          ],
        })
      ).closed,
      ['close', 40],
    );
  });

  it('closes connections when it is removed', () => assert.equal(timeout.closesOnRemoval, true));
});
