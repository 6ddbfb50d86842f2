import assert from 'node:assert/strict';
import { uuidsOf, zipfRank } from '../../../src/run/load/expression.ts';
import { draw, Random } from '../../../src/run/random.ts';

describe('zipfRank', () => {
  it('follows 1/rank: chi-square over 20 ranks', () => {
    const rank = zipfRank(20);
    const stream = new Random(9).stream('zipf');
    const n = 50_000;
    const counts = Array.from({ length: 20 }, () => 0);
    for (let k = 0; k < n; k += 1) counts[rank(draw(stream, k))]! += 1;
    const harmonic = counts.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
    const chi = counts.reduce((sum, count, i) => sum + (count - n / (i + 1) / harmonic) ** 2 / (n / (i + 1) / harmonic), 0);
    // 19 degrees of freedom; 0.1 % of fair draws exceed 43.8, and these are fixed by the seed.
    assert.ok(chi < 43.8, `chi-square ${chi}`);
  });

  it('stays in its range at both ends', () => {
    for (const n of [1, 2, 500]) {
      assert.equal(zipfRank(n)(0), 0);
      assert.equal(zipfRank(n)(1 - 2 ** -53), n - 1);
    }
  });
});

describe('uuidsOf', () => {
  it('are well-formed, all different, and spread from the first digit on', () => {
    const next = uuidsOf('run');
    const ids = Array.from({ length: 50_000 }, next);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.slice(0, 100).every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)));
    assert.equal(new Set(ids.slice(0, 1_000).map((id) => id[0])).size, 16);
  });

  it('another run, whatever its seed, has others', () => {
    const mine = new Set(Array.from({ length: 10_000 }, uuidsOf('run-a')));
    const yours = Array.from({ length: 10_000 }, uuidsOf('run-b'));
    assert.ok(yours.every((id) => !mine.has(id)));
  });
});
