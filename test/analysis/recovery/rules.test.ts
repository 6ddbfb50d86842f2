import assert from 'node:assert/strict';
import type { Window } from '../../../src/analysis/recovery/judged.ts';
import { confirm, isBad, isGood, isWorse, trailing } from '../../../src/analysis/recovery/rules.ts';
import { down, judgedOf, times, well } from '../../support/judged-slots.ts';

const calm: Window = {
  ms: 5_000,
  due: 1_000,
  failed: 0,
  timed: 1_000,
  slow: 0,
  verySlow: 0,
  usuallyVerySlow: 0,
  theta: 0.01,
  expected: 1_000,
};

/** Each pair: what is just not, and what just is. */
function edges(rule: (window: Window) => boolean, pairs: readonly (readonly [string, Partial<Window>, Partial<Window>])[]): void {
  for (const [what, not, is] of pairs)
    it(what, () => {
      assert.equal(rule({ ...calm, ...not }), false, `not yet: ${JSON.stringify(not)}`);
      assert.equal(rule({ ...calm, ...is }), true, `now: ${JSON.stringify(is)}`);
    });
}

describe('good again', () => {
  edges(isGood, [
    ['is surely at most theta', { failed: 5 }, { failed: 4 }],
    ['has at most 5 % slow ones', { slow: 51 }, { slow: 50 }],
    ['has nine tenths of the requests, but for chance', { expected: 1_170 }, { expected: 1_168 }],
    ['needs them all: good times and few errors are not enough', { expected: 2_000 }, {}],
  ]);
});

describe('bad', () => {
  it('is not what is calm', () => assert.equal(isBad(calm), false));
  edges(isBad, [
    ['is half of the requests missing, but for chance', { due: 100, expected: 232 }, { due: 100, expected: 233 }],
    ['is not missing of fewer than 20', { due: 0, timed: 0, expected: 19 }, { due: 0, timed: 0, expected: 20 }],
    ['takes three errors', { due: 100, expected: 100, theta: 0.001, failed: 2 }, { due: 100, expected: 100, theta: 0.001, failed: 3 }],
    ['takes twice theta', { due: 10_000, theta: 0.02, failed: 400 }, { due: 10_000, theta: 0.02, failed: 401 }],
    ['takes more than chance brings', { due: 100, expected: 100, failed: 4 }, { due: 100, expected: 100, failed: 5 }],
    ['takes 20 times', { timed: 19, verySlow: 19 }, { timed: 20, verySlow: 20 }],
    ['takes more than 5 % very slow ones', { verySlow: 50 }, { verySlow: 51 }],
    [
      'takes more very slow ones than are usual, but for chance',
      { timed: 100, verySlow: 47, usuallyVerySlow: 25 },
      { timed: 100, verySlow: 48, usuallyVerySlow: 25 },
    ],
  ]);
});

describe('worse as a whole', () => {
  it('is not what is calm', () => assert.equal(isWorse(calm), false));
  edges(isWorse, [
    ['takes three errors', { theta: 1e-4, failed: 2 }, { theta: 1e-4, failed: 3 }],
    ['takes more than chance brings', { due: 10_000, expected: 10_000, failed: 130 }, { due: 10_000, expected: 10_000, failed: 131 }],
    ['takes more slow ones than 5 %, but for chance', { slow: 78 }, { slow: 79 }],
    ['takes a tenth of the requests missing, but for chance', { due: 806 }, { due: 805 }],
  ]);
});

describe('the window that ends with a slot', () => {
  const busy = judgedOf(times(20, well));
  const quiet = judgedOf(times(20, { ok: 10 }), { requestsPerSecond: 50 });

  it('is a second where that is a hundred requests, and a hundred requests where a second is less', () => {
    assert.equal(trailing(busy, 0, 20)?.from, 15);
    assert.equal(trailing(busy, 0, 20)?.window.due, 200);
    assert.equal(trailing(quiet, 0, 20)?.from, 10);
    assert.equal(trailing(busy, 0, 5)?.from, 0);
    assert.equal(trailing(busy, 0, 4), null);
    assert.equal(trailing(busy, 16, 20), null);
  });

  it('counts requests that should have come', () => {
    assert.equal(trailing(judgedOf(times(20, {})), 0, 20)?.from, 15);
    assert.equal(trailing(judgedOf(times(20, {}), { requestsPerSecond: 50 }), 0, 20)?.from, 10);
  });

  it('does not reach over a slot without a reference', () => {
    const gap = judgedOf([...times(17, well), { ...well, unknown: true }, ...times(4, well)]);
    assert.equal(trailing(gap, 0, 22), null);
    assert.equal(trailing(gap, 0, 17)?.from, 12);
  });
});

describe('confirming good', () => {
  it('takes the time it must last', () => {
    assert.deepEqual(confirm(judgedOf(times(30, well)), 2, 5_000), { to: 27 });
    assert.equal(confirm(judgedOf(times(30, well)), 6, 5_000), 'short');
  });

  it('takes the requests that prove it, where they come slowly', () => {
    // 268 without an error, ten a slot.
    assert.deepEqual(confirm(judgedOf(times(40, { ok: 10 }), { requestsPerSecond: 50 }), 0, 1_000), { to: 27 });
  });

  it('goes on for three times as many where there were errors, and twice the time, then gives up', () => {
    const errors = (every: number, n = 60) =>
      judgedOf(Array.from({ length: n }, (_, i) => (i % every === 0 ? { ok: 39, failed: 1 } : well)));
    // One error in the first slot: 600 requests with one error are good.
    assert.deepEqual(confirm(errors(100), 0, 1_000), { to: 12 });
    assert.equal(confirm(errors(2), 0, 1_000), 'not-good');
    // 3 * 268 requests are over after 21 slots; until then it was not good, and would be later.
    const late = judgedOf([...times(3, { ok: 36, failed: 4 }), ...times(90, well)]);
    assert.equal(confirm(late, 0, 1_000), 'not-good');
    assert.deepEqual(confirm(late, 0, 8_400), { to: 48 });
    assert.equal(confirm(judgedOf([...times(6, { ok: 36, failed: 4 }), ...times(57, well)]), 0, 6_400), 'not-good');
  });

  it('gives up after three times as many, and not before', () => {
    // Three errors are good after 740 requests, four after 890; three times 268 are 804.
    const after = (failed: number, atLeastMs: number) => confirm(judgedOf([{ ok: 40 - failed, failed }, ...times(59, well)]), 0, atLeastMs);
    assert.deepEqual(after(3, 1_000), { to: 19 });
    assert.equal(after(4, 1_000), 'not-good');
    assert.equal(after(4, 2_200), 'not-good');
    assert.deepEqual(after(4, 2_400), { to: 23 });
  });

  it('ends at a slot without a reference', () => {
    assert.equal(confirm(judgedOf([...times(20, well), { ...well, unknown: true }, ...times(30, well)]), 0, 5_000), 'short');
  });

  it('does not wait for requests that an earlier step keeps from coming', () => {
    // A twentieth of 200/s: 804 expected after 20 s, 268 come after 134 slots.
    const starved = judgedOf(times(110, { ok: 2 }));
    assert.equal(confirm(starved, 0, 1_000), 'not-good');
    assert.equal(confirm(judgedOf(times(20, { ok: 2 })), 0, 1_000), 'short');
    assert.equal(confirm(judgedOf(times(21, { ok: 2 })), 0, 1_000), 'not-good');
  });

  it('is not good while it is down', () => assert.equal(confirm(judgedOf(times(60, down)), 0, 5_000), 'not-good'));
});
