import assert from 'node:assert/strict';
import { arrivalCounts } from '../../src/shapes/arrivals.ts';
import * as fc from 'fast-check';
import { Arrivals } from '../../src/run/load/pace/arrivals.ts';
import { Random } from '../../src/run/random.ts';
import { scheduleOf } from '../../src/shapes/schedule.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';
import { anyShape, specs } from './shape.common.ts';

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

  /** Every shape, about as many arrivals of each. */
  const shapes: ShapeSpec[] = [
    { shape: 'constant', perSecond: 200 },
    { shape: 'ramp', fromPerSecond: 0, toPerSecond: 400 },
    { shape: 'step', perSecond: [50, 0, 550, 200] },
    { shape: 'spike', basePerSecond: 20, peakPerSecond: 900, atMs: 3_000, holdMs: 2_000, decayMs: 4_000 },
    { shape: 'wave', lowPerSecond: 0, highPerSecond: 400, periodMs: 3_000, phaseMs: 700 },
    { shape: 'replay', file: null, everyMs: 250, perSecond: Array.from({ length: 60 }, (_, i) => (i % 3) * 200) },
  ];
  const stage = (shape: ShapeSpec) => [{ startMs: 0, forMs: 15_000, shape }];
  const timesOf = (shape: ShapeSpec, seed: number): number[] => {
    const arrivals = new Arrivals(stage(shape), 'poisson', new Random(seed).sequence('arrivals'));
    const times: number[] = [];
    for (; arrivals.next() < Number.POSITIVE_INFINITY; arrivals.advance()) times.push(arrivals.next());
    return times;
  };

  it('has all shapes here', () => {
    assert.deepEqual(shapes.map(({ shape }) => shape).toSorted(), Object.keys(specs).toSorted());
  });

  for (const shape of shapes) {
    it(`poisson in a ${shape.shape}: gaps are exponential when time is measured in expected arrivals`, () => {
      const { sentBy } = scheduleOf(stage(shape));
      const times = timesOf(shape, 11);
      const counts = times.map(sentBy);
      const gaps = counts.map((count, i) => count - (counts[i - 1] ?? 0)).toSorted((a, b) => a - b);
      assert.ok(gaps.length > 1_500, `${gaps.length} arrivals`);
      // Kolmogorov-Smirnov against 1 - exp(-x), at one in a thousand; the seed is fixed, so it is always the same answer.
      const distance = Math.max(
        ...gaps.map((gap, i) =>
          Math.max(Math.abs(1 - Math.exp(-gap) - i / gaps.length), Math.abs(1 - Math.exp(-gap) - (i + 1) / gaps.length)),
        ),
      );
      assert.ok(distance < 1.95 / Math.sqrt(gaps.length), `distance ${distance}`);
      assert.deepEqual(timesOf(shape, 11), times);
      assert.notDeepEqual(timesOf(shape, 12), times);
    });
  }

  it('poisson arrivals never go back in time, nor come where the rate is 0', () => {
    fc.assert(
      fc.property(anyShape, fc.nat(1_000), (spec, seed) => {
        const arrivals = new Arrivals([{ startMs: 0, forMs: 700, shape: spec }], 'poisson', new Random(seed).sequence('arrivals'));
        const schedule = scheduleOf([{ startMs: 0, forMs: 700, shape: spec }]);
        let before = 0;
        for (; arrivals.next() < Number.POSITIVE_INFINITY; arrivals.advance()) {
          const time = arrivals.next();
          assert.ok(time >= before && time <= 700);
          assert.ok(schedule.sentBy(time + 0.01) > schedule.sentBy(Math.max(0, time - 0.01)), `silence at ${time}`);
          before = time;
        }
      }),
    );
  });
});
