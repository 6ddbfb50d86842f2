import assert from 'node:assert/strict';
import { lastTransition } from '../../../src/analysis/recovery/transition.ts';
import { down, judgedOf, times, well } from '../../support/judged-slots.ts';

const tolerated = (): number => 0.01;

describe('the turn for the better', () => {
  it('is where the counts split best, and nowhere else where that is plain', () => {
    const judged = judgedOf([...times(20, down), ...times(40, well)]);
    assert.deepEqual(lastTransition(judged, 0, 60, tolerated), { at: 20, earliest: 20, latest: 20 });
    assert.deepEqual(lastTransition(judged, 10, 50, tolerated), { at: 20, earliest: 20, latest: 20 });
  });

  it('may have been elsewhere by what a few requests say', () => {
    // 5 % of 40 a slot, and none for 4 slots before the split: chance would do that.
    const faint = Array.from({ length: 40 }, () => ({ ok: 38, failed: 2 }));
    const found = lastTransition(judgedOf([...faint, ...times(60, well)]), 0, 100, tolerated);
    assert.deepEqual(found, { at: 40, earliest: 40, latest: 40 });
    const fainter = Array.from({ length: 60 }, (_, i) => (i % 2 === 1 && (i < 51 || i === 59) ? { ok: 39, failed: 1 } : well));
    assert.deepEqual(lastTransition(judgedOf([...fainter, ...times(90, well)]), 0, 150, tolerated), { at: 60, earliest: 50, latest: 64 });
  });

  it('is none where chance brings as much', () => {
    const few = (n: number) => judgedOf([...times(10, well), { ok: 40 - n, failed: n }, ...times(40, well)]);
    assert.equal(lastTransition(few(2), 0, 51, tolerated), null);
    assert.equal(lastTransition(few(3), 0, 51, tolerated), null);
    assert.notEqual(lastTransition(few(4), 0, 51, tolerated), null);
    assert.equal(lastTransition(judgedOf(times(20, well)), 0, 20, tolerated), null);
    assert.equal(lastTransition(judgedOf(times(20, down)), 0, 20, tolerated), null);
  });

  it('is none for the worse', () => {
    assert.equal(lastTransition(judgedOf([...times(20, well), ...times(20, down)]), 0, 40, tolerated), null);
  });

  it('is the last of several steps, as far as they are worse than what is tolerated, and then unsure by a whole step', () => {
    const steps = judgedOf([...times(20, down), ...times(10, { ok: 30, failed: 10 }), ...times(40, well)]);
    assert.deepEqual(lastTransition(steps, 0, 70, tolerated), { at: 30, earliest: 20, latest: 30 });
    assert.deepEqual(
      lastTransition(steps, 0, 70, () => 0.3),
      { at: 20, earliest: 20, latest: 20 },
    );
    const mixed = judgedOf([...times(20, down), { ok: 30, failed: 10 }, ...times(40, well)]);
    assert.equal(lastTransition(mixed, 0, 61, tolerated)?.at, 20);
  });

  it('goes by requests, not by slots: those without any say nothing', () => {
    const judged = judgedOf([...times(3, {}), ...times(10, down), ...times(5, {}), ...times(20, well)]);
    const found = lastTransition(judged, 0, 38, tolerated);
    assert.deepEqual(found, { at: 13, earliest: 13, latest: 18 });
  });
});
