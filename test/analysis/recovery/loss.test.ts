import assert from 'node:assert/strict';
import { depth, failedByTime, lostTenthMs, rapidity, resilience, resilienceLoss } from '../../../src/analysis/recovery/loss.ts';
import type { Second } from '../../../src/analysis/recovery/service.ts';

const of = (...served: (number | null)[]): Second[] => served.map((one, i) => ({ fromMs: i * 1_000, toMs: (i + 1) * 1_000, served: one }));
const close = (got: number | null, wanted: number): void =>
  assert.ok(got !== null && Math.abs(got - wanted) < 1e-9, `${got} for ${wanted}`);

describe('what an outage cost', () => {
  it('is the share that was not served, by time', () => {
    close(resilienceLoss(of(1, 0, 0.5, 1), 1), 1.5);
    close(resilienceLoss(of(1, 0, 0.5, 1), 0.9), 1.3);
    close(resilienceLoss([{ fromMs: 0, toMs: 500, served: 0 }], 1), 0.5);
    close(resilienceLoss(of(null, 0), 1), 1);
  });

  it('is also told as the share that was kept', () => {
    close(resilience(of(1, 0, 0.5, 1), 1), 1 - 1.5 / 4);
    close(resilience(of(0, 0), 0.9), 0);
    assert.equal(resilience([], 1), null);
    assert.equal(resilience(of(1), 0), null);
  });

  it('has an error rate by time, in which every second counts the same', () => {
    close(failedByTime(of(1, 0, 0.5, null)), 0.5);
    close(
      failedByTime([
        { fromMs: 0, toMs: 500, served: 0 },
        { fromMs: 500, toMs: 2_000, served: 1 },
      ]),
      0.25,
    );
    assert.equal(failedByTime(of(null)), null);
    assert.equal(failedByTime([]), null);
  });

  it('is as deep as its worst tenth', () => {
    assert.equal(depth(of(0.2, 0.1, 0.9)), 0.1);
    assert.equal(depth(of(...Array.from({ length: 20 }, (_, i) => i / 20))), 0.05);
    assert.equal(depth(of(...Array.from({ length: 21 }, (_, i) => i / 21))), 2 / 21);
    assert.equal(depth(of(...Array.from({ length: 10 }, (_, i) => i / 10))), 0);
    assert.equal(depth(of(null)), null);
  });

  it('was regained at a mean slope from the last second that deep', () => {
    close(rapidity(of(0, 0.2, 0, 0.5), 1, 5_000), 0.5);
    close(rapidity(of(0, 0.2, 0, 0.5), 0.8, 3_400), 2);
    assert.equal(rapidity(of(1, 0), 1, 2_000), null);
    assert.equal(rapidity(of(1, 1), 1, 9_000), null);
    assert.equal(rapidity([], 1, 9_000), null);
    close(rapidity(of(0, null), 1, 2_000), 1);
  });

  it('lasted for the seconds that lost more than a tenth', () => {
    assert.equal(lostTenthMs(of(1, 1, 0.91, 0.89, 0, null), 1), 2_000);
    assert.equal(lostTenthMs(of(1, 0.81, 0.79, 0), 0.9), 2_000);
  });
});
