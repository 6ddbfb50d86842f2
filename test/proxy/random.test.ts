import assert from 'node:assert/strict';
import { seededRandom, seedOf } from '../../src/proxy/random.ts';

const draws = (seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 5 }, random);
};

describe('seeded randomness', () => {
  it('repeats itself for a seed, and differs for another', () => {
    assert.deepEqual(draws(1), draws(1));
    assert.notDeepEqual(draws(1), draws(2));
  });

  it('is uniform in [0, 1)', () => {
    const random = seededRandom(42);
    const bins = Array.from({ length: 10 }, () => 0);
    for (let n = 0; n < 100_000; n++) {
      const draw = random();
      assert.ok(draw >= 0 && draw < 1);
      bins[Math.floor(draw * 10)]! += 1;
    }
    assert.ok(
      bins.every((count) => Math.abs(count - 10_000) < 500),
      `${bins}`,
    );
  });

  it('has streams within a seed that do not resemble each other', () => {
    const firsts = Array.from({ length: 10_000 }, (_, n) => seededRandom(seedOf(7, n))());
    const bins = Array.from({ length: 10 }, () => 0);
    for (const draw of firsts) bins[Math.floor(draw * 10)]! += 1;
    assert.ok(
      bins.every((count) => Math.abs(count - 1_000) < 150),
      `${bins}`,
    );
    const runs = firsts.filter((draw, n) => n > 0 && draw < 0.5 === (firsts[n - 1] ?? 0) < 0.5).length;
    assert.ok(Math.abs(runs - 5_000) < 250, `${runs}`);
    assert.notEqual(seedOf(1, 'payments'), seedOf(1, 'inventory'));
    assert.equal(seedOf(1, 'payments'), seedOf(1, 'payments'));
  });
});
