import assert from 'node:assert/strict';
import { recoveryOf, type Watch } from '../../../src/analysis/recovery/scope.ts';
import { countsOf, down, slotsOf, times, well, type Counted } from '../../support/judged-slots.ts';

/** The fault comes with slot 60, at 12 s. */
function found(counted: readonly Counted[], change: Partial<Watch> = {}) {
  const slots = slotsOf(counted.length);
  const watch: Watch = {
    slots,
    injectedAtMs: [11_998, 12_002],
    removedAtMs: [15_998, 16_002],
    sustainMs: 5_000,
    tripMs: null,
    breakerWaitMs: null,
    breakerResidualMs: null,
    usable: (slot) => slot.toMs <= 11_998,
    stageName: () => 'baseline',
    ...change,
  };
  return recoveryOf(countsOf(counted), watch);
}

const outage = (bad: number, after = 60): Counted[] => [...times(60, well), ...times(bad, down), ...times(after, well)];

describe('a scope after a fault', () => {
  it('recovered so long after the removal as it was bad', () => {
    const { shown, degradedForMs, goodAtMs } = found(outage(25));
    assert.deepEqual([shown.status, shown.recoveryMs, shown.changePointMs, shown.uncertaintyMs], ['recovered', 1_000, 1_000, 202]);
    assert.deepEqual([degradedForMs, shown.degradedMs, goodAtMs, shown.timeToDegradeMs], [5_000, 5_000, 17_000, 0]);
    assert.deepEqual([shown.resilienceLoss, shown.resilience, shown.depth, shown.rapidity], [5, 0, 0, null]);
    assert.deepEqual(shown.errorRate?.byRequest, 25 / 86);
    assert.equal(shown.unknown['censoredAtMs'], 'it recovered');
  });

  it('did not degrade before the fault came', () => {
    assert.equal(found(outage(25), { injectedAtMs: [12_148, 12_152] }).shown.timeToDegradeMs, 0);
  });

  it('recovered before the removal where that is plain: by two slots, and by all that is as likely', () => {
    const removed = (ms: number): Partial<Watch> => ({ removedAtMs: [ms, ms] });
    const early = found(outage(10), removed(14_500));
    assert.deepEqual([early.shown.status, early.shown.recoveryMs, early.goodAtMs], ['recovered-before-clear', null, 14_500]);
    assert.deepEqual([early.shown.mitigatedBy, early.shown.timeToMitigateMs], ['good again', [1_998, 1_998]]);
    assert.equal(early.shown.reason, 'good again 500 ms before the fault was removed');
    const late = found(outage(10), removed(14_300));
    assert.deepEqual([late.shown.status, late.shown.recoveryMs, late.shown.changePointMs], ['recovered', 0, 0]);
  });

  it('takes from the recovery time what was left of the breaker', () => {
    const { shown } = found(outage(25), { breakerWaitMs: 2_000, breakerResidualMs: 700, tripMs: [100, 200] });
    assert.deepEqual(
      [shown.residualMs, shown.timeToTripMs, shown.timeToMitigateMs, shown.mitigatedBy],
      [300, [100, 200], [100, 200], 'breaker'],
    );
  });

  it('did not recover where it was bad when the watch ended', () => {
    const { shown, degradedForMs, goodAtMs } = found(outage(60, 0));
    assert.deepEqual(
      [shown.status, shown.censoredAtMs, shown.uncertaintyMs, degradedForMs, goodAtMs],
      ['censored', 8_000, 202, 12_000, null],
    );
    assert.equal(shown.resilienceLoss, 12);
    assert.equal(shown.unknown['residualMs'], 'no breaker on its link has a known wait');
    const again = found([...outage(25, 40), ...times(10, down)], { breakerWaitMs: 1_500, breakerResidualMs: 700 }).shown;
    assert.deepEqual([again.status, again.breakerWaitMs, again.residualMs], ['relapsed', 1_500, null]);
    assert.equal(again.unknown['residualMs'], 'it was not good when the watch ended');
    // Bad, if not in its last second.
    const faint = Array.from({ length: 40 }, (_, i) => (i % 6 === 0 ? { ok: 36, failed: 4 } : well));
    assert.equal(found([...outage(25, 0), ...faint]).shown.status, 'censored');
    // In its last second alone, after too short a time to count as good.
    assert.equal(found([...outage(25, 12), ...times(5, { ok: 38, failed: 2 })]).shown.status, 'censored');
  });

  it('is not known to have recovered where too little is left to show it, but was surely bad until then', () => {
    const { shown, troubled, degradedForMs } = found(outage(30, 10));
    assert.deepEqual(
      [shown.status, shown.recoveryMs, shown.censoredAtMs, troubled, degradedForMs],
      ['insufficient-data', null, 2_000, 'after', 6_000],
    );
    assert.match(
      shown.reason ?? '',
      /^800 requests of home in 4 s after the fault, it takes 268 without an error over at least 5 s to know; it was bad until 2 s after the removal, and 0 failed after that$/,
    );
    const before = found(outage(10, 20), { removedAtMs: [14_600, 14_600] }).shown;
    assert.deepEqual([before.status, before.censoredAtMs, before.uncertaintyMs], ['insufficient-data', null, null]);
    assert.ok(!before.reason?.includes('it was bad until'));
  });

  it('never degraded', () => {
    const { shown, goodAtMs, degradedForMs } = found(outage(0));
    assert.deepEqual(
      [shown.status, shown.resilienceLoss, shown.resilience, shown.degradedMs, goodAtMs, degradedForMs],
      ['never-degraded', 0, 1, 0, 16_002, 0],
    );
    assert.deepEqual(shown.errorRate, { byRequest: 0, byTime: 0 });
    assert.equal(shown.unknown['uncertaintyMs'], 'it never degraded');
    // For a second three quarters of the usual come: by chance, or because fewer were meant.
    const fewer = outage(0).map((one, i) => (i >= 70 && i < 75 ? { ok: 30 } : one));
    assert.deepEqual([found(fewer).shown.status, found(fewer).shown.errorRate], ['never-degraded', { byRequest: 0, byTime: 0 }]);
  });

  it('counts what did not come while it was bad, and not after', () => {
    const starved = outage(25).map((one, i) => (i >= 62 && i < 72 ? {} : i >= 100 && i < 105 ? { ok: 30 } : one));
    const { shown } = found(starved);
    assert.equal(shown.status, 'recovered');
    const seconds = starved.length / 5 - 12;
    assert.ok(Math.abs((shown.errorRate?.byTime ?? 0) - 5 / seconds) < 0.01, `${shown.errorRate?.byTime} of ${seconds} s`);
  });

  it('is troubled where it plainly fails at a load without equal: while the fault was in, or after it', () => {
    const at = (from: number, to: number) => {
      const counted = outage(0)
        .concat(times(40, well))
        .map((one, i) => (i >= from && i < to ? down : one));
      const slots = slotsOf(counted.length).map((slot, i) => (i >= from && i < to ? { ...slot, offered: 400, level: 400 } : slot));
      return found(counted, { slots });
    };
    assert.deepEqual([at(62, 70).shown.status, at(62, 70).troubled], ['insufficient-data', true]);
    assert.deepEqual([at(85, 95).shown.status, at(85, 95).troubled], ['insufficient-data', 'after']);
  });

  it('can not be judged without a reference, or with nothing left to watch', () => {
    const none = found(outage(25), { usable: () => false });
    assert.deepEqual([none.shown.status, none.troubled], ['insufficient-data', true]);
    assert.match(none.shown.reason ?? '', /no requests of home in fault-free time before it at 200\/s/);
    const over = found(outage(20, 0));
    assert.match(over.shown.reason ?? '', /nothing was left to watch: the load ended, or the next fault came, when it was removed/);
  });
});
