import assert from 'node:assert/strict';
import { holm } from '../../../src/analysis/compare/holm.ts';

describe('Holm', () => {
  it('adjusts as published', () => {
    // R's p.adjust(c(0.01, 0.02, 0.03, 0.04), "holm"), and Holm's rule that a larger p is never adjusted to a smaller one.
    const rounded = (ps: readonly number[]): number[] => holm(ps).map((p) => Number(p.toFixed(6)));
    assert.deepEqual(rounded([0.01, 0.02, 0.03, 0.04]), [0.04, 0.06, 0.06, 0.06]);
    assert.deepEqual(rounded([0.04, 0.01, 0.03, 0.005]), [0.06, 0.03, 0.06, 0.02]);
    assert.deepEqual(rounded([0.9, 0.8]), [1, 1]);
    assert.deepEqual(holm([]), []);
  });
});
