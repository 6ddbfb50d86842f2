import assert from 'node:assert/strict';
import { underwayMs } from '../../../src/analysis/recovery/underway.ts';
import { countsOf, slotsOf, times } from '../../support/judged-slots.ts';

describe('how long a request is on its way', () => {
  const counted = [...times(5, { ok: 40, okMs: 900 }), ...times(10, { ok: 40, okMs: 50 }), ...times(10, { failed: 40, failedMs: 4_000 })];
  const slots = slotsOf(counted.length).map((slot, i) => ({ ...slot, warmingUp: i < 5 }));

  it('is that of nearly all ok answers, of time that is fault-free and warm', () => {
    const ms = underwayMs(countsOf(counted), slots, () => true);
    assert.ok(Math.abs(ms - 50) < 1, `${ms}`);
    assert.equal(
      underwayMs(countsOf(counted), slots, ({ atMs }) => atMs >= 3_000),
      0,
      'nothing was answered',
    );
  });

  it('leaves out what is rare', () => {
    const rare = (share: number) => [...times(10, { ok: 1_000 * (1 - share), okMs: 50 }), ...times(10, { ok: 1_000 * share, okMs: 5_000 })];
    const of = (share: number): number => underwayMs(countsOf(rare(share)), slotsOf(20), () => true);
    assert.ok(Math.abs(of(0.009) - 50) < 1, `${of(0.009)}`);
    assert.ok(Math.abs(of(0.02) - 5_000) < 50, `${of(0.02)}`);
  });
});
