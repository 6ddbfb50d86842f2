import assert from 'node:assert/strict';
import { failsFastFrom, mitigation } from '../../../src/analysis/recovery/mitigation.ts';
import { judgedOf, times, well, type Counted } from '../../support/judged-slots.ts';

const slow = (n = 10, ms = 1_000): Counted => ({ failed: n, failedMs: ms });
const fast = (n = 10, ms = 10): Counted => ({ failed: n, failedMs: ms });

describe('failing fast', () => {
  it('begins with the first slot of a run of fast failures', () => {
    assert.equal(failsFastFrom(judgedOf([...times(10, well), ...times(8, slow()), ...times(20, fast())]), 10, 38), 18);
    assert.equal(failsFastFrom(judgedOf([...times(10, well), ...times(8, slow()), ...times(4, fast())]), 10, 22), 18);
  });

  it('is not a few fast ones among slow ones', () => {
    const accident = [...times(4, slow()), ...times(2, fast()), ...times(6, slow()), ...times(20, fast())];
    assert.equal(failsFastFrom(judgedOf(accident), 0, 32), 12);
  });

  it('takes a time four times shorter', () => {
    const from = (ms: number) => failsFastFrom(judgedOf([...times(8, slow(10, 1_000)), ...times(20, fast(10, ms))]), 0, 28);
    assert.equal(from(252), null);
    assert.equal(from(245), 8);
  });

  it('takes fifteen failures at first, and as many in the second half', () => {
    const few = (n: number) => [slow(n), slow(1), ...times(13, slow(0)), ...times(2, {}), ...times(20, fast())];
    assert.equal(failsFastFrom(judgedOf([slow(14), ...times(20, {})]), 0, 21), null);
    assert.equal(failsFastFrom(judgedOf([slow(15), ...times(20, {}), fast(14)]), 0, 22), null);
    assert.equal(failsFastFrom(judgedOf([slow(15), ...times(20, {}), fast(15)]), 0, 22), 21);
    // Fourteen slow ones and one: fifteen of which the median is slow.
    assert.equal(failsFastFrom(judgedOf(few(14)), 0, 37), 17);
    // What comes first decides: fifteen fast ones are no fall from anything.
    assert.equal(failsFastFrom(judgedOf([...times(2, fast()), ...times(20, slow()), ...times(30, fast())]), 0, 52), null);
  });

  it('goes by the medians', () => {
    const mixed = (slowOnes: number): Counted[] => [slow(slowOnes), fast(15 - slowOnes)];
    // The first fifteen: nine slow ones, or seven.
    assert.equal(failsFastFrom(judgedOf([...mixed(9), ...times(20, {}), ...times(22, fast())]), 0, 44), 1);
    assert.equal(failsFastFrom(judgedOf([...mixed(7), ...times(20, {}), ...times(22, fast())]), 0, 44), null);
    // The second half: nine fast ones in fifteen, or seven.
    const later = (fastOnes: number) => failsFastFrom(judgedOf([slow(20), ...times(20, {}), slow(15 - fastOnes), fast(fastOnes)]), 0, 23);
    assert.equal(later(9), 22);
    assert.equal(later(7), null);
    // No more of the beginning than fifteen failures take.
    assert.equal(failsFastFrom(judgedOf([slow(10), slow(5), fast(40), ...times(20, fast())]), 0, 23), 2);
    assert.equal(failsFastFrom(judgedOf([slow(10), fast(40), ...times(20, fast())]), 0, 22), null);
  });

  it('looks at the second half only for how fast it became', () => {
    assert.equal(failsFastFrom(judgedOf([...times(8, slow()), ...times(4, fast()), ...times(20, slow())]), 0, 32), null);
    assert.equal(failsFastFrom(judgedOf([...times(12, slow()), ...times(16, fast())]), 0, 28), 12);
  });

  it('is a run where nine in ten are fast', () => {
    const after = (...block: Counted[]) =>
      failsFastFrom(judgedOf([...times(8, slow()), ...times(4, block[0] as Counted).flatMap(() => block)]), 0, 8 + 4 * block.length);
    assert.equal(after(fast(23), fast(23), slow(4)), 8);
    assert.equal(after(fast(11), fast(11), fast(11), fast(11), slow(6)), null);
  });
});

describe('mitigation', () => {
  const judged = judgedOf([...times(10, well), ...times(8, slow()), ...times(20, fast()), ...times(20, well)]);

  it('is the earliest of a breaker, failing fast and being good again, from the confirmed injection', () => {
    assert.deepEqual(mitigation(judged, 10, 38, [1_990, 2_010], null, null), { timeMs: [1_590, 1_790], by: 'fast failures' });
    assert.deepEqual(mitigation(judged, 10, 38, [1_990, 2_010], [1_500, 1_700], null), { timeMs: [1_500, 1_700], by: 'breaker' });
    assert.deepEqual(mitigation(judged, 10, 38, [1_990, 2_010], [1_500, 1_900], null)?.by, 'fast failures');
    assert.deepEqual(mitigation(judged, 10, 38, [1_990, 2_010], [1_500, 1_700], 3_010), { timeMs: [1_000, 1_000], by: 'good again' });
    assert.deepEqual(mitigation(judged, 10, 38, [990, 1_010], [700, 989], null)?.by, 'fast failures', 'it was not bad yet');
    assert.deepEqual(mitigation(judged, 10, 38, [990, 1_010], [700, 990], null)?.by, 'breaker');
    assert.deepEqual(mitigation(judged, 10, 38, [5_000, 5_010], null, null)?.timeMs, [0, 0]);
  });

  it('is none where nothing capped it', () => {
    assert.equal(mitigation(judgedOf(times(30, slow())), 0, 30, [0, 0], null, null), null);
  });
});
