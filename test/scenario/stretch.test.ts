import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Origins, type Raw } from '../../src/scenario/origins.ts';
import { scaleTo } from '../../src/scenario/stretch.ts';
import { parseDuration } from '../../src/units.ts';

function stretched(lengths: readonly number[], wantedMs: number): { lengths: number[]; refused: boolean } {
  const stages = lengths.map((ms, index) => ({ name: index === 0 ? 'baseline' : `s${index}`, for: `${ms}ms` }));
  const raw: Raw = { load: { stages } };
  let refused = false;
  scaleTo(raw, new Origins(), `${wantedMs}ms`, { report: () => (refused = true), warn: () => {} });
  return { lengths: stages.map((stage) => parseDuration(stage.for) ?? Number.NaN), refused };
}

describe('--duration', () => {
  it('stages add up to it exactly, keep their order of length, and a baseline keeps 10 s', () => {
    const length = fc.integer({ min: 1_000, max: 600_000 });
    fc.assert(
      fc.property(fc.array(length, { minLength: 2, maxLength: 8 }), fc.integer({ min: 20_000, max: 3_600_000 }), (lengths, wanted) => {
        const result = stretched(lengths, wanted);
        assert.equal(result.refused, false);
        assert.equal(
          result.lengths.reduce((sum, ms) => sum + ms, 0),
          wanted,
        );
        assert.ok(result.lengths.every((ms) => ms > 0 && Number.isInteger(ms)));
        if ((lengths[0] ?? 0) >= 10_000) assert.ok((result.lengths[0] ?? 0) >= 10_000 - lengths.length);
      }),
    );
  });

  it('is the split of black-friday at any length', () => {
    assert.deepEqual(stretched([20_000, 5_000, 65_000, 10_000], 200_000).lengths, [40_000, 10_000, 130_000, 20_000]);
    assert.deepEqual(stretched([20_000, 5_000, 65_000, 10_000], 26_000).lengths, [10_000, 1_000, 13_000, 2_000]);
    assert.equal(stretched([20_000, 5_000, 65_000, 10_000], 11_000).refused, true);
  });
});
