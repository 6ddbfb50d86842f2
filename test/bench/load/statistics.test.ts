import assert from 'node:assert/strict';
import { median, quantile, spread } from '../../../bench/load/statistics.ts';

describe('statistics of the bench', () => {
  it('the median is the middle one, or the mean of the two in the middle', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(median([7]), 7);
    assert.equal(median([]), null);
  });

  it('a quantile is the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    assert.deepEqual(
      [0, 0.5, 0.99, 1].map((q) => quantile(values, q)),
      [1, 50, 99, 100],
    );
    assert.equal(quantile([], 0.5), null);
  });

  it('the spread is from the least to the most', () => {
    assert.equal(spread([3, 1, 2]), 2);
    assert.equal(spread([]), 0);
  });
});
