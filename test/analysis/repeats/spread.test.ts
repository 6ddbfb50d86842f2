import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { spreadOf, type Seen } from '../../../src/analysis/repeats/spread.ts';

/** `3` came after 3, `'3+'` had not come after 3. */
const seen = (...all: (number | string)[]): Seen[] =>
  all.map((one) => (typeof one === 'number' ? { value: one, censored: false } : { value: Number(one.replace('+', '')), censored: true }));

describe('the spread of several runs', () => {
  const rows: [title: string, all: Seen[], expected: Partial<ReturnType<typeof spreadOf>>][] = [
    ['nothing', [], { n: 0, median: null, medianAtLeast: null, min: null, max: null, maxAtLeast: null }],
    ['one', seen(3), { n: 1, median: 3, min: 3, max: 3, maxAtLeast: null }],
    ['an odd number', seen(5, 1, 3), { median: 3, min: 1, max: 5 }],
    ['an even number', seen(4, 1, 2, 9), { median: 3 }],
    ['two at the same instant', seen(1, 2, 2, 9), { median: 2 }],
    ['the longest is censored: the median is known', seen(1, 2, '40+'), { median: 2, min: 1, max: null, maxAtLeast: 40, censored: 1 }],
    // By hand: at 1 4/5, at 2 the three left of four -> 3/5, the censored at 3 leaves two at risk, at 4 3/10.
    ['one is censored in between', seen(1, 2, '3+', 4, 5), { median: 4, max: null, maxAtLeast: 5 }],
    ['most are censored', seen(1, '10+', '12+'), { median: null, medianAtLeast: 12, min: 1 }],
    ['exactly half is', seen(1, '10+'), { median: null, medianAtLeast: 5.5 }],
    ['all are', seen('10+', '12+'), { median: null, medianAtLeast: 12, min: null, max: null, maxAtLeast: 12 }],
    ['one whose watch has no end', [...seen(1, 2), { value: Number.POSITIVE_INFINITY, censored: true }], { median: 2, maxAtLeast: 2 }],
  ];
  for (const [title, all, expected] of rows)
    it(title, () => {
      const result = spreadOf(all);
      assert.deepEqual(result, { ...result, ...expected });
    });

  // The estimator of Kaplan and Meier, written down as it stands in the textbook: the product over the distinct event times.
  const survivalAt = (all: readonly Seen[], atMs: number): number => {
    const times = [...new Set(all.filter(({ censored, value }) => !censored && value <= atMs).map(({ value }) => value))];
    return times.reduce((left, time) => {
      const atRisk = all.filter(({ value }) => value >= time).length;
      return left * (1 - all.filter(({ value, censored }) => !censored && value === time).length / atRisk);
    }, 1);
  };
  const runs = fc.array(fc.record({ value: fc.nat(20), censored: fc.boolean() }), { minLength: 1, maxLength: 12 });

  it('is where the survival curve crosses one half', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { median } = spreadOf(all);
        if (median === null) return survivalAt(all, 100) >= 0.5 - 1e-9;
        return survivalAt(all, median) <= 0.5 + 1e-9 && survivalAt(all, median - 1e-6) >= 0.5 - 1e-9;
      }),
    );
  });

  it('of runs that all saw it is the plain median', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
        return spreadOf(seen(...values)).median === (low + high) / 2;
      }),
    );
  });

  it('never gets better when a run did not see it: the median is not lower than with its watch taken for the event', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const taken = spreadOf(all.map(({ value }) => ({ value, censored: false })));
        const { median, medianAtLeast } = spreadOf(all);
        return (median ?? medianAtLeast ?? Number.NaN) >= (taken.median as number) - 1e-9;
      }),
    );
  });
});
