import assert from 'node:assert/strict';
import { describeShape, shapeOf } from '../../src/shapes/shelf.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';
import { conforms, specs } from './shape.common.ts';

describe('step', () => {
  conforms(specs.step);

  it('changes its rate at equal distances, and has the new rate from that instant on', () => {
    const shape = shapeOf({ shape: 'step', perSecond: [10, 20, 40] }, 3_000);
    assert.deepEqual(
      [0, 999, 1_000, 1_999, 2_000, 3_000].map((tMs) => shape.rateAt(tMs)),
      [10, 10, 20, 20, 40, 40],
    );
    assert.equal(shape.sentBy(3_000), 70);
    assert.equal(shape.timeOf(30), 2_000);
    assert.equal(shape.peakPerSecond, 40);
  });

  it('a step of 0 is silence: what is due when it begins is due before it', () => {
    const shape = shapeOf({ shape: 'step', perSecond: [0, 10, 0, 0, 10, 0] }, 6_000);
    assert.deepEqual([0, 5, 10, 10.5, 20].map(shape.timeOf), [0, 1_500, 2_000, 4_050, 5_000]);
  });

  it('is told rate by rate, or by its number of steps', () => {
    const told = (perSecond: number[]): string => describeShape({ shape: 'step', perSecond } satisfies ShapeSpec, 2_000);
    assert.equal(told([50, 100, 250]), 'steps 50/s, 100/s, 250/s');
    assert.equal(told(Array.from({ length: 20 }, (_, i) => i + 1)), '20 steps from 1/s to 20/s');
  });
});
