import assert from 'node:assert/strict';
import { findDegraded, findGood, findLeave, isBadAtEnd } from '../../../src/analysis/recovery/search.ts';
import { down, judgedOf, times, well } from '../../support/judged-slots.ts';

describe('when it became bad', () => {
  it('is the first slot that is plainly bad, and not an accident before', () => {
    const judged = judgedOf([...times(20, well), { ok: 39, failed: 1 }, well, ...times(20, down), ...times(20, well)]);
    assert.equal(findDegraded(judged, 15, 42), 22);
    assert.equal(findDegraded(judgedOf([...times(20, well), ...times(20, { ok: 38, failed: 2 }), ...times(20, well)]), 15, 40), 20);
  });

  it('is not before the fault', () => {
    const judged = judgedOf([...times(10, well), ...times(20, down), ...times(20, well)]);
    assert.equal(findDegraded(judged, 15, 30), 15);
  });

  it('is not what was bad just before the fault', () => {
    for (const before of [down, { ok: 40, okMs: 500 }])
      assert.equal(findDegraded(judgedOf([...times(18, well), ...times(2, before), ...times(40, well)]), 20, 50), 'never');
  });

  it('is never where nothing was bad', () => assert.equal(findDegraded(judgedOf(times(60, well)), 10, 40), 'never'));

  it('is found in all of the fault together, where no second of it shows it', () => {
    // 2 % of 30 slots: 24 errors of 1200, where 12 are allowed and 10.4 are chance.
    const faint = Array.from({ length: 30 }, (_, i) => (i % 5 === 4 ? { ok: 36, failed: 4 } : well));
    assert.equal(findDegraded(judgedOf([...times(20, well), ...faint, ...times(20, well)]), 20, 50), 24);
  });

  it('is not known where less than four fifths of the fault could be looked at', () => {
    const gap = (n: number) => judgedOf([...times(20, well), ...times(n, { ...well, unknown: true }), ...times(60 - n, well)]);
    // A second must have passed again before there is a window to look at.
    assert.equal(findDegraded(gap(2), 20, 80), 'never');
    assert.equal(findDegraded(gap(8), 20, 80), 'never');
    assert.equal(findDegraded(gap(9), 20, 80), 'unknown');
    assert.equal(findDegraded(judgedOf(times(3, well)), 0, 0), 'unknown');
    assert.equal(findDegraded(judgedOf(times(30, { ...well, unknown: true })), 10, 20), 'unknown');
  });

  it('is where requests no longer came', () => {
    assert.equal(findDegraded(judgedOf([...times(20, well), ...times(20, {}), ...times(20, well)]), 20, 40), 20);
  });
});

describe('when it was good for good', () => {
  it('is the first slot of the window that shows it', () => {
    const judged = judgedOf([...times(20, down), ...times(40, well)]);
    assert.deepEqual(findGood(judged, 5, 5_000), { good: { from: 20, to: 45 }, relapses: 0 });
  });

  it('is after a relapse, which is counted where it had been good for a whole window', () => {
    const relapse = (goodFor: number) => judgedOf([...times(20, down), ...times(goodFor, well), ...times(10, down), ...times(40, well)]);
    assert.deepEqual(findGood(relapse(40), 0, 5_000), { good: { from: 70, to: 95 }, relapses: 1 });
    assert.deepEqual(findGood(relapse(10), 0, 5_000), { good: { from: 40, to: 65 }, relapses: 0 });
  });

  it('is looked for slot by slot', () => {
    // Six errors in 804 requests are too many, three are not.
    const tail = judgedOf([...times(2, { ok: 37, failed: 3 }), ...times(40, well)]);
    assert.equal(findGood(tail, 0, 1_000).good?.from, 1);
  });

  it('is nowhere while it stays bad, or where it is bad at the end', () => {
    assert.deepEqual(findGood(judgedOf(times(60, down)), 0, 5_000), { good: null, relapses: 0 });
    assert.deepEqual(findGood(judgedOf([...times(10, down), ...times(40, well), ...times(10, down)]), 0, 5_000), {
      good: null,
      relapses: 1,
    });
  });

  it('begins with no slot that is plainly bad, or without a reference', () => {
    const judged = judgedOf([...times(10, down), ...times(3, { ...well, unknown: true }), { ok: 35, failed: 5 }, ...times(80, well)]);
    assert.equal(findGood(judged, 5, 5_000).good?.from, 14);
  });
});

describe('leaving', () => {
  it('is found at the first window that is bad, with its first bad slot', () => {
    const judged = judgedOf([...times(20, well), ...times(10, down), ...times(20, well)]);
    assert.deepEqual(findLeave(judged, 0), { end: 21, badSlot: 20 });
    assert.equal(findLeave(judged, 0, 20), null);
    const slowly = judgedOf([...times(20, well), ...times(2, { ok: 36, failed: 4 }), ...times(20, well)]);
    assert.deepEqual(findLeave(slowly, 0), { end: 22, badSlot: 20 });
    assert.equal(findLeave(judged, 40), null);
    assert.equal(isBadAtEnd(judged, 0), false);
    assert.equal(isBadAtEnd(judgedOf([...times(20, well), ...times(10, down)]), 0), true);
    assert.equal(isBadAtEnd(judgedOf([...times(3, down)]), 0), false);
  });
});
