import assert from 'node:assert/strict';
import { alertAfter, alertWindows } from '../../../src/analysis/recovery/detection.ts';
import { down, judgedOf, times, well } from '../../support/judged-slots.ts';

describe('an alert on the burn rate', () => {
  it('fires when both windows burn 14.4 times too fast: 1.44 % of all that is there of a minute', () => {
    assert.deepEqual(alertWindows, { longMs: 60_000, shortMs: 5_000 });
    // 100 slots of 40: a slot that fails is 1 % of 101 slots, two are 1.96 %.
    assert.equal(alertAfter(judgedOf([...times(100, well), ...times(10, down)]), 20_000), 20_400);
    const one = judgedOf([...times(68, well), down, ...times(60, well)]);
    assert.equal(alertAfter(one, 13_600), 13_800);
    assert.equal(alertAfter(judgedOf([...times(69, well), down, ...times(60, well)]), 13_800), null);
  });

  it('looks back a minute at most', () => {
    // Of 300 slots 4.32 must fail; were it all of 600, it would take 8.64.
    assert.equal(alertAfter(judgedOf([...times(600, well), ...times(10, down)]), 120_000), 121_000);
    assert.equal(alertAfter(judgedOf([...times(299, well), ...times(10, down)]), 59_800), 60_800);
    assert.equal(alertAfter(judgedOf([...times(249, well), ...times(10, down)]), 49_800), 50_600);
  });

  it('has to burn now: what is over 5 s ago does not fire', () => {
    const over = (afterSlots: number): number | null =>
      alertAfter(judgedOf([...times(20, well), ...times(10, down), ...times(60, well)]), 6_000 + afterSlots * 200);
    assert.equal(over(25), null);
    // It was firing already.
    assert.equal(over(10), null);
    const again = judgedOf([
      ...times(20, well),
      ...times(10, down),
      ...times(40, well),
      ...times(5, { ok: 39, failed: 1 }),
      ...times(9, { ok: 38, failed: 2 }),
    ]);
    assert.equal(alertAfter(again, 14_000), 16_000);
  });

  it('does not fire where nothing fails or nothing comes', () => {
    assert.equal(alertAfter(judgedOf(times(50, well)), 2_000), null);
    assert.equal(alertAfter(judgedOf(times(50, {})), 2_000), null);
    assert.equal(alertAfter(judgedOf(times(5, down)), 0), 200);
  });
});
