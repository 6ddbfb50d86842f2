import assert from 'node:assert/strict';
import { sustainMs } from '../../src/objectives/sustain.ts';

describe('how long good must last', () => {
  it('is 5 s, or twice the wait of the breaker and a second for its probe where that is longer', () => {
    assert.equal(sustainMs(null), 5_000);
    assert.equal(sustainMs(0), 5_000);
    assert.equal(sustainMs(2_000), 5_000);
    assert.equal(sustainMs(2_100), 5_200);
    assert.equal(sustainMs(30_000), 61_000);
  });
});
