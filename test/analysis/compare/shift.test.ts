import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { rankTest } from '../../../src/analysis/compare/rank-test.ts';
import { shiftOf } from '../../../src/analysis/compare/shift.ts';

const early = [1.15, 0.88, 0.9, 0.74, 1.21];
const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];

describe('shift', () => {
  it('of a published example', () => {
    // Hollander and Wolfe, permeability of the placenta; R's wilcox.test(conf.int = TRUE) says the same.
    const { estimate, interval } = shiftOf(early, term, 0.05);
    assert.equal(Number(estimate.toFixed(3)), 0.305);
    assert.deepEqual(
      interval?.map((end) => Number(end.toFixed(2))),
      [-0.15, 0.76],
    );
  });

  it('so few runs that they rule out nothing have no interval', () => {
    assert.equal(shiftOf([1, 2, 3], [4, 5, 6], 0.05).interval, null);
    assert.notEqual(shiftOf([1, 2, 3, 4], [5, 6, 7, 8], 0.05).interval, null);
  });

  it('its interval holds exactly the shifts that the rank test does not reject', () => {
    const side = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 4, maxLength: 7 });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const { interval } = shiftOf(a, b, 0.05);
        assert.ok(interval !== null);
        const p = (shift: number): number =>
          rankTest(
            a,
            b.map((one) => one - shift),
          );
        // A little within the ends and a little beyond: between the whole numbers nothing is tied.
        for (const [inside, outside] of [
          [interval[0] + 0.3, interval[0] - 0.3],
          [interval[1] - 0.3, interval[1] + 0.3],
        ] as const) {
          if (interval[1] - interval[0] > 1) assert.ok(p(inside) > 0.05, `${p(inside)} at ${inside}`);
          assert.ok(p(outside) <= 0.05, `${p(outside)} at ${outside}`);
        }
      }),
      { numRuns: 100 },
    );
  });
});
