import assert from 'node:assert/strict';
import { recoveredAt, turnedGood } from '../../../src/analysis/recovery/recovered-at.ts';
import { down, judgedOf, reference, times, well } from '../../support/judged-slots.ts';

const at = (counted: Parameters<typeof judgedOf>[0], good: { from: number; to: number }, degraded = 0, more = {}) =>
  recoveredAt(judgedOf(counted, more), degraded, good, { ...reference, ...more });

describe('the instant of recovery', () => {
  it('lies in the slot that was bad in part, by its share', () => {
    // A quarter of the slot is bad: 50 ms of it.
    const found = at([...times(20, down), { ok: 30, failed: 10 }, ...times(40, well)], { from: 21, to: 46 });
    assert.equal(found.from, 20);
    assert.ok(Math.abs(found.goodMs - 4_050) < 1, `${found.goodMs}`);
  });

  it('lies there too where the outage itself was partial', () => {
    const found = at([...times(20, { ok: 20, failed: 20 }), { ok: 30, failed: 10 }, ...times(40, well)], { from: 21, to: 46 });
    assert.ok(Math.abs(found.goodMs - 4_100) < 1, `${found.goodMs}`);
  });

  it('leaves out what is bad in the best of times', () => {
    // Of 40 there are 4 bad ones anyway: 10 % of 80, and 28 in these two slots.
    const usual = { ok: 36, failed: 4 };
    const found = at([...times(20, { failed: 40 }), { ok: 22, failed: 18 }, ...times(60, usual)], { from: 21, to: 46 }, 0, {
      badShare: 0.1,
    });
    assert.ok(Math.abs(found.goodMs - (4_000 + 200 * (14 / 36))) < 2, `${found.goodMs}`);
  });

  it('is measured by the second before and not by all of the outage', () => {
    // Five slots before the last one: 40, 36 and three times 20 of 200; the last two have 30 of 80.
    const worse = [
      ...times(10, down),
      { ok: 4, failed: 36 },
      ...times(4, { ok: 20, failed: 20 }),
      { ok: 30, failed: 10 },
      ...times(60, well),
    ];
    const found = at(worse, { from: 16, to: 41 });
    assert.equal(found.from, 15);
    assert.ok(Math.abs(found.goodMs - (2_800 + (400 * (30 / 80)) / (136 / 200))) < 0.1, `${found.goodMs}`);
  });

  it('is the beginning of the window where nothing failed, and requests did not come', () => {
    const found = at([...times(10, down), ...times(20, {}), ...times(40, well)], { from: 30, to: 55 });
    assert.deepEqual(found, { goodMs: 6_000, from: 30, earliestMs: 6_000, latestMs: 6_000 });
  });

  it('may be earlier than the window that showed it, where an error by chance held that up', () => {
    const counted = [...times(20, down), ...times(8, well), { ok: 37, failed: 3 }, ...times(60, well)];
    const found = at(counted, { from: 29, to: 54 });
    assert.deepEqual([found.from, found.goodMs], [20, 4_000]);
  });

  it('tells how far it may be off', () => {
    const faint = Array.from({ length: 60 }, (_, i) => (i % 2 === 1 && (i < 51 || i === 59) ? { ok: 39, failed: 1 } : well));
    const found = at([...faint, ...times(90, well)], { from: 60, to: 150 });
    assert.equal(found.from, 60);
    assert.ok(found.earliestMs === 10_000 && found.latestMs === 12_800, `${found.earliestMs} ${found.goodMs} ${found.latestMs}`);
  });

  it('tolerates one percentage point more than is usual', () => {
    const tail = (failed: number) => judgedOf([...times(10, down), ...times(60, { ok: 400 - failed, failed }), ...times(60, { ok: 400 })]);
    assert.equal(turnedGood(tail(3), 0, 130, reference)?.at, 10);
    assert.equal(turnedGood(tail(5), 0, 130, reference)?.at, 70);
  });
});
