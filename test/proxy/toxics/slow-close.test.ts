import assert from 'node:assert/strict';
import { slowClose } from '../../../src/proxy/toxics/slow-close.ts';
import { tell } from './scripted-passage.ts';

describe('slow_close', () => {
  it('delays the end and not the data', async () => {
    const told = await tell(slowClose, {
      attributes: { delay: 300 },
      arrivals: [
        [0, 'a'],
        [10, 'b'],
        [20, null],
      ],
    });
    assert.deepEqual(told.sent, [
      [0, 'a'],
      [10, 'b'],
    ]);
    assert.deepEqual(told.closed, ['close', 320]);
    assert.deepEqual(told.counted, { chunks: 0, bytes: 0, delayedMs: 300 });
  });

  it('counts nothing where it holds nothing back', async () => {
    const told = await tell(slowClose, { attributes: { delay: 0 }, arrivals: [[20, null]] });
    assert.deepEqual(told.counted, { chunks: 0, bytes: 0, delayedMs: 0 });
  });

  it('hands the end on when it is let go', async () => {
    const told = await tell(slowClose, { attributes: { delay: 300 }, arrivals: [[20, null]], interruptMs: 100 });
    assert.equal(told.closed, null);
    assert.equal(told.endedMs, 100);
  });
});
