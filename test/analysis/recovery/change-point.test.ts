import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { segmentsOf } from '../../../src/analysis/recovery/change-point.ts';
import { randomOf } from '../../support/synthetic-log.ts';

describe('change points', () => {
  it('finds the two ends of an outage and nothing else', () => {
    const random = randomOf(5);
    const share = (i: number): number => (i >= 50 && i < 80 ? 0.4 : 0.01);
    const hits = Array.from({ length: 150 }, (_, i) => Array.from({ length: 40 }).filter(() => random() < share(i)).length);
    const segments = segmentsOf(
      Array.from({ length: 150 }, () => 40),
      hits,
    );
    assert.deepEqual(
      segments.map(({ from, to }) => [from, to]),
      [
        [0, 50],
        [50, 80],
        [80, 150],
      ],
    );
    assert.ok(Math.abs((segments[1]?.share ?? 0) - 0.4) < 0.05);
  });

  it('covers every bin once and in order, whatever it is given, also when it has to merge bins first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 60 }), (bins) => {
        const segments = segmentsOf(
          bins.map(([a, b]) => a + b),
          bins.map(([a]) => a),
        );
        assert.equal(segments[0]?.from, 0);
        assert.equal(segments.at(-1)?.to, bins.length);
        for (const [i, segment] of segments.entries()) assert.equal(segment.to, segments[i + 1]?.from ?? bins.length);
      }),
    );
    const many = Array.from({ length: 4_500 }, () => 10);
    assert.equal(
      segmentsOf(
        many,
        many.map((_, i) => (i < 2_250 ? 0 : 5)),
      ).length,
      2,
    );
  });
});
