import assert from 'node:assert/strict';
import { windowsWithin } from '../../src/objectives/gate-windows.ts';
import type { Counted } from '../../src/objectives/tally.ts';

/** One request in each of so many bins of 200 ms. */
const bins = (n: number): Counted[] =>
  Array.from({ length: n }, (_, i) => ({ atMs: i * 200, intended: 1, outcomes: { ok: 1 }, degraded: 0, shed: 0, okTimes: [20_000, 1] }));

const counted = (fromMs: number, toMs: number, windowMs: number, given = bins(10)): [number, number][] =>
  [...windowsWithin(given, fromMs, toMs, windowMs)].map(({ fromMs: startMs, tally }) => [startMs, tally.intended]);

describe('windows within a baseline', () => {
  it('begin at each bin, and end with the baseline', () => {
    assert.deepEqual(counted(0, 1_000, 600), [
      [0, 3],
      [200, 3],
      [400, 3],
    ]);
    assert.deepEqual(counted(0, 600, 600), [[0, 3]]);
    assert.deepEqual(counted(0, 500, 600), []);
  });

  it('count a bin where its middle lies', () => {
    // Of the first bin more than half is in, then less; of the last one less, then more.
    assert.deepEqual([counted(90, 690, 600), counted(110, 710, 600)], [[[90, 3]], [[110, 3]]]);
    assert.deepEqual(counted(90, 690, 600, bins(1)), [[90, 1]]);
    assert.deepEqual(counted(110, 710, 600, bins(1)), [[110, 0]]);
    assert.deepEqual(counted(-490, 90, 580, bins(1)), [[-490, 0]]);
    assert.deepEqual(counted(-490, 110, 600, bins(1)), [[-490, 1]]);
    // The middle itself is in where a window begins, and out where one ends.
    assert.deepEqual(counted(100, 700, 600, bins(1)), [[100, 1]]);
    assert.deepEqual(counted(-500, 100, 600, bins(1)), [[-500, 0]]);
  });

  it('do not mind the order in which the bins came', () => {
    assert.deepEqual(counted(0, 1_000, 600, bins(10).toReversed()), counted(0, 1_000, 600));
  });
});
