import assert from 'node:assert/strict';
import { array, assert as check, double, integer, property } from 'fast-check';
import { arrivalsPerBin, fitSchedule, latenessOf } from '../../../bench/load/lateness.ts';
import { quantile } from '../../../bench/load/statistics.ts';

const seconds = 5;

/** Stamps of requests that are due every `periodMs` from 1000 on, each as late as `late` says. */
function stampsOf(ratePerSecond: number, late: (i: number) => number, periodMs = 1_000 / ratePerSecond): number[] {
  return Array.from({ length: ratePerSecond * seconds }, (_, i) => 1_000 + i * periodMs + late(i)).toSorted((a, b) => a - b);
}

function p(stamps: readonly number[], ratePerSecond: number, q: number): number {
  return quantile(latenessOf(stamps, fitSchedule(stamps, ratePerSecond)), q) ?? Number.NaN;
}

function near(actual: number, expected: number, within: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= within, `${what}: ${actual}, expected ${expected} within ${within}`);
}

/** Even in [0, 1), and the same in each test. */
const even = (i: number): number => (i * 0.618_034) % 1;

describe('lateness at the target', () => {
  it('of a perfect schedule is nothing, wherever it begins', () => {
    near(
      p(
        stampsOf(1_000, () => 0.7),
        1_000,
        1,
      ),
      0,
      1e-6,
      'max',
    );
  });

  it('is the lateness that was put in: a timer with a grain of 1 ms', () => {
    const stamps = stampsOf(1_000, even);
    near(p(stamps, 1_000, 0.5), 0.5, 0.02, 'p50');
    near(p(stamps, 1_000, 0.99), 0.99, 0.02, 'p99');
  });

  it('does not grow with a rate that is 4 % wrong', () => {
    const stamps = stampsOf(1_000, even, 1 / 0.96);
    near(p(stamps, 1_000, 0.5), 0.5, 0.05, 'p50');
    near(p(stamps, 1_000, 0.99), 0.99, 0.05, 'p99');
  });

  it('of a tenth of what was asked is that of the tenth', () => {
    const stamps = stampsOf(1_000, even);
    near(p(stamps, 10_000, 0.5), 0.5, 0.05, 'p50');
  });

  it('shows a stall that is caught up, and it alone', () => {
    // Everything due between 2.0 s and 2.5 s comes at 2.5 s.
    const stamps = stampsOf(1_000, (i) => (i >= 2_000 && i < 2_500 ? 2_500 - i : 0));
    near(p(stamps, 1_000, 0.5), 0, 0.01, 'p50');
    near(p(stamps, 1_000, 0.99), 450, 5, 'p99: a tenth is late, evenly up to 500 ms');
  });

  it('shows a stall at the very start', () => {
    const stamps = stampsOf(1_000, (i) => (i < 300 ? 300 - i : 0));
    near(p(stamps, 1_000, 0.5), 0, 0.01, 'p50');
    near(p(stamps, 1_000, 1), 300, 1, 'max');
  });

  it('shows a burst at the beginning of each second', () => {
    const stamps = stampsOf(1_000, (i) => -(i % 1_000));
    near(p(stamps, 1_000, 0.5), 499, 2, 'p50');
    near(p(stamps, 1_000, 0.99), 989, 2, 'p99');
  });

  it('is never negative, has a request that is not late, and does not depend on the clock', () => {
    const late = array(double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 400 });
    check(
      property(late, integer({ min: 1, max: 300 }), integer({ min: 0, max: 1e9 }), (lates, rate, clock) => {
        const stamps = lates.map((ms, i) => (i * 1_000) / rate + ms).toSorted((a, b) => a - b);
        const found = latenessOf(stamps, fitSchedule(stamps, rate));
        near(found[0] ?? Number.NaN, 0, 1e-9, 'least');
        const moved = stamps.map((stamp) => stamp + clock);
        near(latenessOf(moved, fitSchedule(moved, rate)).at(-1) ?? 0, found.at(-1) ?? 0, 1e-4, 'most');
      }),
    );
  });

  it('of nothing is nothing', () => assert.deepEqual(latenessOf([], fitSchedule([], 100)), []));
});

describe('arrivals per 100 ms', () => {
  it('are even for an even schedule, without the first and the last', () => {
    const bins = arrivalsPerBin(
      stampsOf(1_000, () => 0.1),
      1_000,
      seconds,
    );
    assert.equal(bins.length, seconds * 10 - 2);
    assert.deepEqual([...new Set(bins)], [100]);
  });

  it('have their zeros where nothing came', () => {
    const bins = arrivalsPerBin(
      stampsOf(1_000, (i) => -(i % 1_000)),
      1_000,
      2,
    );
    assert.deepEqual([bins.length, bins[0], bins[9]], [18, 0, 1_000]);
  });

  it('leave out what came after the end', () => assert.deepEqual(arrivalsPerBin([0, 150, 260, 99_999], 0, 0.4), [1, 1]));
});
