import assert from 'node:assert/strict';
import { judgedOf, times, well } from '../../support/judged-slots.ts';

describe('judged slots', () => {
  it('add up over any window', () => {
    const judged = judgedOf([...times(3, well), { ok: 30, failed: 10, okMs: 50 }, { ok: 40, okMs: 100 }], {
      verySlowShare: 0.1,
      theta: 0.02,
    });
    assert.deepEqual(judged.window(1, 5), {
      ms: 800,
      due: 160,
      failed: 10,
      timed: 160,
      slow: 70,
      verySlow: 40,
      usuallyVerySlow: 16,
      theta: 0.02,
      expected: 160,
    });
    assert.equal(judged.window(2, 2).theta, 0.01);
    assert.equal(judgedOf(times(3, {})).window(0, 3).theta, 0.01);
  });

  it('have the share of requests that failed or were slow', () => {
    const judged = judgedOf([
      { ok: 30, failed: 10, okMs: 50 },
      { ok: 30, failed: 10 },
      {},
      { ok: 30, failed: 10, unknown: true },
      { ok: 40, okMs: 50 },
    ]);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((i) => judged.badShare(i)),
      [1, 0.25, 0, 0.25, 1],
    );
    assert.deepEqual([judged.judgeable(1), judged.judgeable(3), judged.judgeable(9)], [true, false, false]);
  });

  it('tell the first that ends after a time', () => {
    const judged = judgedOf(times(3, well));
    assert.deepEqual(
      [0, 199, 200, 599, 600].map((ms) => judged.firstAfter(ms)),
      [0, 0, 1, 2, 3],
    );
  });
});
