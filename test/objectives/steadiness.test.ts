import assert from 'node:assert/strict';
import { newHalf, unsteady, type Half } from '../../src/objectives/steadiness.ts';

/** `slow` of `n` requests take 100 ms, or as long as is said, the others 20. */
function half(n: number, slow: number, failed = 0, slowMs = 100): Half {
  const made = newHalf();
  made.due = n;
  made.ok = n - failed;
  made.times.record(20_000, n - slow);
  made.times.record(slowMs * 1_000, slow);
  return made;
}

describe('steadiness', () => {
  it('sees a second half that is slower', () => {
    assert.match(unsteady(half(1_000, 0), half(1_000, 500)) ?? '', /p95 rose from 20 ms .* to 100 ms/);
  });

  it('is not deceived by a p95 on the edge between fast and slow requests', () => {
    assert.equal(unsteady(half(1_000, 45), half(1_000, 55)), null);
    assert.match(unsteady(half(1_000, 45), half(1_000, 90)) ?? '', /p95/);
  });

  it('asks for more than 20 ms, and for more than half as much again', () => {
    const rises = (firstMs: number, secondMs: number): boolean =>
      unsteady(half(1_000, 500, 0, firstMs), half(1_000, 500, 0, secondMs)) !== null;
    // Where p95 is short 20 ms are the longer step, where it is long the half of it.
    assert.deepEqual([rises(20, 38), rises(20, 43)], [false, true]);
    assert.deepEqual([rises(100, 145), rises(100, 156)], [false, true]);
    assert.deepEqual([rises(30, 48), rises(30, 53)], [false, true]);
  });

  it('takes for its limit what one in twenty is slower than', () => {
    assert.equal(unsteady(half(1_000, 100), half(1_000, 200)), null);
    assert.match(unsteady(half(1_000, 0), half(1_000, 100)) ?? '', /p95 rose from 20 ms .* to 100 ms/);
  });

  it('asks for so many that chance is not behind it: 2.5 deviations', () => {
    // 50 of 1,000 are expected beyond p95, give or take 7.07.
    assert.equal(unsteady(half(1_000, 0), half(1_000, 67)), null);
    assert.match(unsteady(half(1_000, 0), half(1_000, 68)) ?? '', /p95/);
    // At 10 % two thousand differ by 1.44 points.
    assert.equal(unsteady(half(1_000, 0, 100), half(1_000, 0, 136)), null);
    assert.match(unsteady(half(1_000, 0, 100), half(1_000, 0, 137)) ?? '', /errors rose from 10 % .* to 13.7 %/);
  });

  it('sees errors that come, beyond chance', () => {
    assert.match(unsteady(half(1_000, 0, 0), half(1_000, 0, 20)) ?? '', /errors rose from 0 % .* to 2 %/);
    assert.equal(unsteady(half(150, 0, 0), half(150, 0, 2)), null);
    assert.equal(unsteady(half(100_000, 0, 0), half(100_000, 0, 900)), null);
    // One point is not more than one point.
    assert.equal(unsteady(half(100_000, 0, 0), half(100_000, 0, 1_000)), null);
    assert.match(unsteady(half(100_000, 0, 0), half(100_000, 0, 1_100)) ?? '', /errors rose from 0 % .* to 1.1 %/);
  });

  it('is content with what gets better, and with nothing', () => {
    assert.equal(unsteady(half(1_000, 500, 100), half(1_000, 0, 0)), null);
    assert.equal(unsteady(half(0, 0), half(1_000, 500)), null);
    assert.equal(unsteady(half(1_000, 500), half(0, 0)), null);
  });

  it('has no time to compare where nothing was sent, though all of it was due', () => {
    const dropped = newHalf();
    dropped.due = 100;
    assert.equal(unsteady(dropped, half(100, 100)), null);
    assert.equal(unsteady(dropped, dropped), null);
  });
});
