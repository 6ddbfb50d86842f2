import assert from 'node:assert/strict';
import { closedRecovery } from '../../../src/analysis/recovery/closed.ts';
import type { Watch } from '../../../src/analysis/recovery/scope.ts';
import { countsOf, slotsOf, times, well, type Counted } from '../../support/judged-slots.ts';

/** 20 slots before the fault, which goes with slot 40. */
function found(counted: readonly Counted[], change: Partial<Watch> = {}) {
  const slots = slotsOf(counted.length);
  const watch: Watch = {
    slots,
    injectedAtMs: [3_990, 4_010],
    removedAtMs: [7_990, 8_010],
    sustainMs: 5_000,
    tripMs: null,
    breakerWaitMs: null,
    breakerResidualMs: null,
    usable: (slot) => slot.toMs <= 3_990,
    stageName: () => 'baseline',
    ...change,
  };
  return closedRecovery(countsOf(counted), watch).shown;
}

const slow: Counted = { failed: 10, failedMs: 1_000 };
const fast: Counted = { failed: 10, failedMs: 5 };
const outage = [...times(20, well), ...times(5, slow), ...times(15, fast), ...times(20, well)];

describe('a closed model after a fault', () => {
  it('has what was lost, how deep it was and what capped it, and no recovery time', () => {
    const { status, recoveryMs, resilienceLoss, degradedMs, depth, timeToMitigateMs, mitigatedBy, errorRate } = found(outage);
    assert.deepEqual([status, recoveryMs, degradedMs, depth], ['insufficient-data', null, 4_000, 0]);
    assert.ok(Math.abs((resilienceLoss ?? 0) - 4) < 0.05, `${resilienceLoss}`);
    assert.deepEqual([mitigatedBy, timeToMitigateMs], ['fast failures', [990, 1_190]]);
    // From the slot in which it came: 200 of 1040; the time of 20 of 40 slots.
    assert.ok(errorRate?.byRequest && Math.abs(errorRate.byRequest - 200 / 1_040) < 0.001, `${errorRate?.byRequest}`);
    assert.ok(errorRate.byTime && Math.abs(errorRate.byTime - 0.5) < 0.02, `${errorRate.byTime}`);
  });

  it('is capped by the breaker where that was first', () => {
    const { mitigatedBy, timeToMitigateMs, timeToTripMs } = found(outage, { tripMs: [500, 600] });
    assert.deepEqual([mitigatedBy, timeToMitigateMs, timeToTripMs], ['breaker', [500, 600], [500, 600]]);
  });

  it('begins with the first slot of which more than a tenth failed', () => {
    // From the third slot on it fails slowly; what failed a little before that, and fast, is no beginning.
    const from = (before: Counted) =>
      found([...times(20, well), ...times(2, before), ...times(4, slow), ...times(14, fast), ...times(20, well)]).timeToMitigateMs;
    assert.deepEqual(from({ ok: 72, failed: 8, failedMs: 5 }), [1_190, 1_390]);
    assert.equal(from({ ok: 71, failed: 9, failedMs: 5 }), null);
  });

  it('is capped by nothing where nothing failed', () => {
    const { mitigatedBy, resilienceLoss, errorRate, timeToDetectMs } = found(times(60, well));
    assert.deepEqual([mitigatedBy, resilienceLoss, errorRate, timeToDetectMs], [null, 0, { byRequest: 0, byTime: 0 }, null]);
  });

  it('counts what is usual in fault-free time that is warm, and needs a hundred requests of it', () => {
    const half = [...times(20, { ok: 36, failed: 4 }), ...times(20, { failed: 40 }), ...times(20, well)];
    assert.ok(Math.abs((found(half).resilienceLoss ?? 0) - 3.6) < 0.05);
    const few = (n: number) => found([...times(18, {}), { ok: n }, {}, ...times(40, well)]);
    assert.equal(few(99).resilienceLoss, null);
    assert.match(few(99).unknown['resilienceLoss'] ?? '', /only 99 requests of home in fault-free time before it, it takes 100/);
    assert.equal(few(100).resilienceLoss, 0);
    const slots = slotsOf(60).map((slot, i) => ({ ...slot, warmingUp: i < 19 }));
    assert.match(found(outage, { slots }).unknown['resilienceLoss'] ?? '', /only 0 requests/);
  });
});
