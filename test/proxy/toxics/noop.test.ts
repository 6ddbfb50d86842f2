import assert from 'node:assert/strict';
import { noop } from '../../../src/proxy/toxics/noop.ts';
import { tell } from './scripted-passage.ts';

describe('noop', () => {
  it('passes everything on as it comes', async () => {
    const told = await tell(noop, {
      arrivals: [
        [0, 'a'],
        [7, 'b'],
        [9, null],
      ],
    });
    assert.deepEqual(told.sent, [
      [0, 'a'],
      [7, 'b'],
    ]);
    assert.deepEqual(told.closed, ['close', 9]);
    assert.deepEqual(told.counted, { chunks: 0, bytes: 0, delayedMs: 0 });
  });
});
