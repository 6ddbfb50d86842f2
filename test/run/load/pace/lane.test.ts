import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { shareOf } from '../../../../src/run/load/pace/lane.ts';

describe('shareOf', () => {
  it('divides without a rest, and no lane gets more than one above another', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 64 }), (total, of) => {
        const shares = Array.from({ length: of }, (_, index) => shareOf(total, { index, of }));
        assert.equal(
          shares.reduce((sum, share) => sum + share, 0),
          total,
        );
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
      }),
    );
  });
});
