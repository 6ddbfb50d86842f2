import assert from 'node:assert/strict';
import { secondsOf } from '../../../src/analysis/recovery/service.ts';
import { down, judgedOf, times, well } from '../../support/judged-slots.ts';

const served = (...args: Parameters<typeof secondsOf>): (number | null)[] => secondsOf(...args).map((second) => second.served);

describe('what was served, second by second', () => {
  it('covers the time from its beginning to its end, in seconds and a rest', () => {
    const judged = judgedOf([...times(5, well), ...times(5, down), ...times(7, well)]);
    assert.deepEqual(secondsOf(judged, 0, 3_400), [
      { fromMs: 0, toMs: 1_000, served: 1 },
      { fromMs: 1_000, toMs: 2_000, served: 0 },
      { fromMs: 2_000, toMs: 3_000, served: 1 },
      { fromMs: 3_000, toMs: 3_400, served: 1 },
    ]);
    assert.deepEqual(
      secondsOf(judged, 500, 1_700).map(({ fromMs, toMs }) => [fromMs, toMs]),
      [
        [500, 1_600],
        [1_600, 1_700],
      ],
    );
    assert.deepEqual(secondsOf(judged, 1_000, 1_000), []);
    assert.deepEqual(secondsOf(judged, 9_000, 10_000), []);
  });

  it('weighs requests within a second', () => {
    const [share] = served(judgedOf([...times(4, well), { ok: 0, failed: 40 }]), 0, 1_000);
    assert.equal(share, 0.8);
  });

  it('takes requests that should have come and did not for lost, but for chance', () => {
    // Of 200 expected at least 180 less 1.645 times 14.1, which is 156.7.
    const [some] = served(judgedOf(times(5, { ok: 20 })), 0, 1_000);
    assert.ok(some !== null && some !== undefined && Math.abs(some - 100 / 156.736) < 1e-4, `${some}`);
    assert.equal(served(judgedOf(times(5, { ok: 32 })), 0, 1_000)[0], 1);
    assert.equal(served(judgedOf(times(5, {})), 0, 1_000)[0], 0);
  });

  it('does not where all is well, but what failed is lost all the same', () => {
    assert.equal(served(judgedOf(times(5, { ok: 20 })), 0, 1_000, false)[0], 1);
    assert.equal(served(judgedOf(times(5, { ok: 15, failed: 5 })), 0, 1_000, false)[0], 0.75);
    assert.equal(served(judgedOf(times(5, {})), 0, 1_000, false)[0], null);
  });

  it('takes a second in which nothing is asked for what everybody waits for', () => {
    const closed = (first: Parameters<typeof judgedOf>[0][number]) =>
      judgedOf([{ ...first, unknown: true }, ...times(14, { unknown: true }), { ok: 10, unknown: true }]);
    assert.deepEqual(served(closed({ failed: 10, failedMs: 5_000 }), 1_000, 3_000), [0, 0]);
    assert.deepEqual(served(closed({ ok: 10, okMs: 5_000 }), 1_000, 3_000), [1, 1]);
    // Until 1.1 s ten wait for an answer that fails, and ten to 2 s for one that is ok: 1000 of the second and 9000 more.
    const mixed = closed({ ok: 10, okMs: 1_900, failed: 10, failedMs: 1_000 });
    const [share] = served(mixed, 1_000, 2_000);
    assert.ok(share !== null && share !== undefined && Math.abs(share - 10 / 11) < 0.01, `${share}`);
    assert.deepEqual(served(closed({ ok: 10, okMs: 100 }), 1_000, 3_000), [null, null]);
  });

  it('knows nothing of a second in which hardly anything is expected, and nothing came', () => {
    assert.deepEqual(served(judgedOf(times(5, {}), { requestsPerSecond: 0.9 }), 0, 1_000), [null]);
    assert.deepEqual(served(judgedOf(times(5, {}), { requestsPerSecond: 3 }), 0, 1_000), [null]);
    assert.deepEqual(served(judgedOf(times(5, {}), { requestsPerSecond: 5 }), 0, 1_000), [0]);
    assert.deepEqual(served(judgedOf([{ failed: 1 }, ...times(4, {})], { requestsPerSecond: 0.9 }), 0, 1_000), [0]);
  });
});
