import assert from 'node:assert/strict';
import { arrivalCounts } from '../../src/shapes/arrivals.ts';
import { Random } from '../../src/run/random.ts';

describe('arrivalCounts', () => {
  it('uniform: k + 1/2, and no randomness', () => {
    const next = arrivalCounts('uniform', () => assert.fail());
    assert.deepEqual([next(), next(), next()], [0.5, 1.5, 2.5]);
  });

  it('poisson: gaps of mean 1 and variance 1, independent of one another', () => {
    const next = arrivalCounts('poisson', new Random(3).sequence('x'));
    const n = 20_000;
    let before = 0;
    const gaps = Array.from({ length: n }, () => {
      const count = next();
      const gap = count - before;
      before = count;
      return gap;
    });
    const mean = before / n;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / n;
    const covariance = gaps.slice(1).reduce((sum, gap, i) => sum + (gap - mean) * ((gaps[i] as number) - mean), 0) / n;
    assert.ok(gaps.every((gap) => gap >= 0));
    // Four standard errors.
    assert.ok(Math.abs(mean - 1) < 4 / Math.sqrt(n), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < (4 * Math.sqrt(8)) / Math.sqrt(n), `variance ${variance}`);
    assert.ok(Math.abs(covariance) < 4 / Math.sqrt(n), `covariance ${covariance}`);
  });
});
