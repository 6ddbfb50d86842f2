import assert from 'node:assert/strict';
import { newHalf, unsteady, type Half } from '../../src/objectives/steadiness.ts';

/** `slow` of `n` requests take 100 ms, the others 20. */
function half(n: number, slow: number, failed = 0): Half {
  const made = newHalf();
  made.due = n;
  made.ok = n - failed;
  made.times.record(20_000, n - slow);
  made.times.record(100_000, slow);
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

  it('sees errors that come, beyond chance', () => {
    assert.match(unsteady(half(1_000, 0, 0), half(1_000, 0, 20)) ?? '', /errors rose from 0 % .* to 2 %/);
    assert.equal(unsteady(half(150, 0, 0), half(150, 0, 2)), null);
    assert.equal(unsteady(half(100_000, 0, 0), half(100_000, 0, 900)), null);
  });

  it('is content with what gets better, and with nothing', () => {
    assert.equal(unsteady(half(1_000, 500, 100), half(1_000, 0, 0)), null);
    assert.equal(unsteady(half(0, 0), half(1_000, 500)), null);
  });
});
