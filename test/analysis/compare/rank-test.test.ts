import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { binomial, leastP, rankTest } from '../../../src/analysis/compare/rank-test.ts';

const never = Number.POSITIVE_INFINITY;
const close = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 5e-5, `${got}, wanted ${wanted}`);

/** Every way to choose the first side, one by one. */
function byEnumeration(a: readonly number[], b: readonly number[]): number {
  const pooled = [...a, ...b];
  const rank = (value: number): number =>
    pooled.filter((one) => one < value).length + (pooled.filter((one) => one === value).length + 1) / 2;
  const ranks = pooled.map(rank);
  const sum = (some: readonly number[]): number => some.reduce((all, one) => all + one, 0);
  const mean = (sum(ranks) * a.length) / pooled.length;
  const far = Math.abs(sum(ranks.slice(0, a.length)) - mean) - 1e-9;
  let [all, asFar] = [0, 0];
  for (let mask = 0; mask < 2 ** pooled.length; mask++) {
    const chosen = ranks.filter((_, index) => (mask >> index) & 1);
    if (chosen.length !== a.length) continue;
    all++;
    if (Math.abs(sum(chosen) - mean) >= far) asFar++;
  }
  return asFar / all;
}

describe('rank test', () => {
  it('gives the exact p of published examples', () => {
    // SciPy's documentation of mannwhitneyu, method="exact".
    close(rankTest([19, 22, 16, 29, 24], [20, 11, 17, 12]), 0.11111);
    // Hollander and Wolfe, example 4.1 (permeability of the placenta): one-sided .1272.
    const [term, early] = [
      [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
      [1.15, 0.88, 0.9, 0.74, 1.21],
    ];
    close(rankTest(term, early), 2 * 0.12721);
  });

  it('three against three can never be significant, five against five can', () => {
    close(rankTest([1, 2, 3], [4, 5, 6]), 0.1);
    close(rankTest([1, 2, 3, 4], [5, 6, 7, 8]), 0.02857);
    close(rankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), 0.00794);
    for (const runs of [3, 4, 5]) close(leastP(runs, runs), rankTest(many(0, runs), many(100, runs)));
  });

  it('says what counting every way of dealing them out says, with ties and with what never ended', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(never));
    const side = fc.array(value, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(side, side, (a, b) => close(rankTest(a, b), byEnumeration(a, b))),
      { numRuns: 200 },
    );
  });

  it('is the same whichever side is named first, and 1 where nothing differs', () => {
    const side = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(side, side, (a, b) => Math.abs(rankTest(a, b) - rankTest(b, a)) < 1e-12));
    assert.equal(rankTest([7, 7, 7], [7, 7]), 1);
  });

  it('stays exact for many runs', () => {
    const p = rankTest(many(0, 30), many(1_000, 30));
    assert.ok(Math.abs(p / (2 / binomial(60, 30)) - 1) < 1e-9, String(p));
  });

  it('under no difference says so falsely about as often as promised', () => {
    let wrong = 0;
    let seed = 7;
    const draw = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let trial = 0; trial < 2_000; trial++) {
      const sides = Array.from({ length: 10 }, draw);
      if (rankTest(sides.slice(0, 5), sides.slice(5)) <= 0.05) wrong++;
    }
    // The largest attainable level below 5 % of five against five is 3.2 %.
    assert.ok(wrong > 30 && wrong < 100, `${wrong} of 2000`);
  });
});

function many(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
