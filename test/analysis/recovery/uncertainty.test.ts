import assert from 'node:assert/strict';
import { changePointAt, uncertaintyOf } from '../../../src/analysis/recovery/uncertainty.ts';
import { down, judgedOf, reference, times, well } from '../../support/judged-slots.ts';

const judged = judgedOf([...times(20, down), ...times(40, well)]);
const found = { goodMs: 4_000, from: 20, earliestMs: 4_000, latestMs: 4_000 };
const around = { degraded: 2, confirmedMs: 9_000, removedAtMs: [1_000, 1_000] as const };

describe('the uncertainty of a recovery', () => {
  it('is a slot at least', () => assert.equal(uncertaintyOf(judged, found, around, reference, 4_000), 200));

  it('is half the removal call more', () => {
    assert.equal(uncertaintyOf(judged, found, { ...around, removedAtMs: [900, 1_100] }, reference, 4_000), 300);
  });

  it('is how far the second opinion is off, or all of the confirming window where there is none', () => {
    assert.equal(uncertaintyOf(judged, found, around, reference, 3_300), 700);
    assert.equal(uncertaintyOf(judged, found, around, reference, 4_900), 900);
    assert.equal(uncertaintyOf(judged, found, around, reference, null), 5_000);
  });

  it('is how far the counts let it be, to either side', () => {
    assert.equal(uncertaintyOf(judged, { ...found, earliestMs: 3_200 }, around, reference, 4_000), 800);
    assert.equal(uncertaintyOf(judged, { ...found, latestMs: 4_600 }, around, reference, 4_000), 600);
  });

  it('is the gap between two requests', () => {
    assert.equal(
      uncertaintyOf(judgedOf([...times(20, down), ...times(40, well)], { requestsPerSecond: 2 }), found, around, reference, 4_000),
      500,
    );
    const none = judgedOf([...times(20, down), { ...well, unknown: true }, ...times(39, well)]);
    assert.equal(uncertaintyOf(none, found, around, { ...reference, requestsPerSecond: 4 }, 4_000), 250);
    assert.equal(uncertaintyOf(none, found, around, { ...reference, requestsPerSecond: 0 }, 4_000), 1_000_000);
  });

  it('is the time just before that could not be judged, as far as the fault had gone', () => {
    const gap = judgedOf([...times(12, down), ...times(8, { ...down, unknown: true }), ...times(40, well)]);
    assert.equal(uncertaintyOf(gap, found, around, reference, 4_000), 1_600);
    assert.equal(uncertaintyOf(gap, found, { ...around, removedAtMs: [3_000, 3_000] }, reference, 4_000), 1_000);
    assert.equal(uncertaintyOf(gap, found, { ...around, degraded: 16 }, reference, 4_000), 600);
  });
});

describe('the second opinion', () => {
  it('is where the last stretch begins that is no worse than usual', () => {
    assert.equal(changePointAt(judged, 2, reference), 4_000);
    const flap = judgedOf([...times(20, down), ...times(20, well), ...times(10, down), ...times(40, well)]);
    assert.equal(changePointAt(flap, 0, reference), 10_000);
    assert.equal(changePointAt(judgedOf([...times(20, down), { ok: 20, failed: 20 }, ...times(40, well)]), 0, reference), 4_100);
  });

  it('is none where it sees no end, or nothing but good', () => {
    assert.equal(changePointAt(judgedOf(times(40, down)), 0, reference), null);
    assert.equal(changePointAt(judgedOf(times(40, well)), 0, reference), null);
    assert.equal(changePointAt(judgedOf([...times(20, well), ...times(20, down)]), 0, reference), null);
  });

  it('takes one percentage point more than usual for good', () => {
    const share = (failed: number) =>
      judgedOf([...times(20, down), ...times(100, { ok: 400 - failed, failed }), ...times(100, { ok: 400 })]);
    assert.equal(changePointAt(share(5), 0, reference), 24_000);
    assert.equal(changePointAt(share(3), 0, reference), 4_000);
    assert.equal(changePointAt(share(5), 0, { ...reference, badShare: 0.01 }), 4_000);
  });

  it('leaves out what could not be judged', () => {
    const gap = judgedOf([...times(10, down), ...times(10, { ...well, unknown: true }), ...times(40, well)]);
    assert.equal(changePointAt(gap, 0, reference), 4_000);
  });
});
