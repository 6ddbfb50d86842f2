import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { limitData } from '../../../src/proxy/toxics/limit-data.ts';
import { tell } from './scripted-passage.ts';

describe('limit_data', () => {
  it('passes exactly so many bytes, however they come, and closes', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1, unit: 'grapheme-ascii' })), fc.nat(60), async (texts, bytes) => {
        const told = await tell(limitData, { attributes: { bytes }, arrivals: texts.map((text) => [0, text]) });
        const all = texts.join('');
        assert.equal(told.sent.map(([, text]) => text).join(''), all.slice(0, bytes));
        assert.equal(told.closed !== null, all.length >= bytes && all.length > 0);
        assert.ok(told.counted.bytes <= Math.max(all.length - bytes, 0));
      }),
    ));

  it('goes on counting where it was, and closes at the next chunk when that is beyond the limit', async () => {
    const memory = { passedBytes: 8 };
    const told = await tell(limitData, { attributes: { bytes: 10 }, arrivals: [[0, 'abcd']], memory });
    assert.deepEqual(told.sent, [[0, 'ab']]);
    assert.equal(memory.passedBytes, 10);
    const lowered = await tell(limitData, { attributes: { bytes: 3 }, arrivals: [[5, 'x']], memory });
    assert.deepEqual([lowered.sent, lowered.closed], [[], ['close', 5]]);
  });

  it('leaves an idle connection alone, also at 0', async () => {
    assert.equal((await tell(limitData, { attributes: { bytes: 0 }, arrivals: [] })).closed, null);
  });
});
