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

describe('the cost of a change point', () => {
  const segments = (n: readonly number[], hits: readonly number[]): number[][] => segmentsOf(n, hits).map(({ from, to }) => [from, to]);
  const alike = (bins: number, value: number): number[] => Array.from({ length: bins }, () => value);

  it('is three times the logarithm of the bins a segment, twice of which is for the two ends of a stretch', () => {
    // One bin of 40 with k hits among 50 without: two more segments, 23.5, against what k hits cost as a part of all.
    const one = (k: number, bins = 50): number => segments(alike(bins, 40), [...alike(bins / 2, 0), k, ...alike(bins / 2 - 1, 0)]).length;
    assert.deepEqual([one(2), one(3)], [1, 3]);
    assert.deepEqual([one(1, 10), one(2, 10), one(3, 10)], [1, 1, 3]);
  });

  it('is at least that of two bins', () => {
    assert.deepEqual(segments([40, 40], [0, 1]), [[0, 2]]);
    assert.deepEqual(segments([40, 40], [0, 2]), [
      [0, 1],
      [1, 2],
    ]);
    assert.deepEqual(segments([40], [3]), [[0, 1]]);
    assert.deepEqual(segmentsOf([], []), []);
  });

  it('merges bins only where there are more than two thousand', () => {
    const at = (bins: number, change: number): number[][] =>
      segments(
        alike(bins, 10),
        Array.from({ length: bins }, (_, i) => (i < change ? 5 : 0)),
      );
    assert.deepEqual(at(2_000, 1_001)[0], [0, 1_001]);
    assert.equal((at(2_002, 1_001)[0]?.[1] ?? 1) % 2, 0);
  });

  it('tells the share of each segment, of bins without requests too', () => {
    assert.deepEqual(segmentsOf([0, 0], [0, 0]), [{ from: 0, to: 2, share: 0 }]);
    assert.deepEqual(
      segmentsOf([...alike(5, 40), ...alike(5, 40)], [...alike(5, 10), ...alike(5, 0)]).map(({ share }) => share),
      [0.25, 0],
    );
  });
});
