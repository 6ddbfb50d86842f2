import assert from 'node:assert/strict';
import { ascending, mad, median, toSigma } from '../../../src/analysis/compare/robust.ts';

const never = Number.POSITIVE_INFINITY;

describe('median and deviation', () => {
  it('the median of an even number is the mean of the middle two', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.throws(() => median([]), RangeError);
  });

  it('the deviation of a textbook sample', () => {
    // Median 2, absolute deviations 1 1 0 0 2 4 7, their median 1 (Leys et al., J. Exp. Soc. Psychol. 49, 2013).
    assert.equal(mad([1, 1, 2, 2, 4, 6, 9]), toSigma);
    assert.equal(mad([5, 5, 5]), 0);
  });

  it('order goes by what is greater, where nothing can be taken from what never ended', () => {
    const orders = [ascending(1, 2), ascending(2, 1), ascending(2, 2), ascending(never, 2), ascending(2, never), ascending(never, never)];
    assert.deepEqual(orders, [-1, 1, 0, 1, -1, 0]);
  });

  it('what never ended stands behind every number', () => {
    assert.equal(median([never, 1, 2]), 2);
    assert.equal(median([never, never, 2]), never);
    assert.equal(median([never, never]), never);
    assert.equal(mad([1, 2, 3, never]) / toSigma, 1);
    assert.equal(mad([never, never, never]), 0);
  });
});
