import assert from 'node:assert/strict';
import { isTroubled } from '../../../src/analysis/recovery/troubled.ts';
import { judgedOf, times, type Counted } from '../../support/judged-slots.ts';

/** 20 slots before the fault, 20 of it. */
const troubled = (
  before: Counted[],
  during: Counted[],
  usable: (slot: { atMs: number }) => boolean = ({ atMs }) => atMs < 4_000,
): boolean => isTroubled(judgedOf([...before, ...during]), 20, 40, usable);

describe('something happened to what can not be judged', () => {
  it('where surely more failed than before', () => {
    assert.equal(troubled(times(20, { ok: 1 }), times(20, { failed: 1 })), true);
    assert.equal(troubled(times(20, { ok: 1 }), times(20, { ok: 1 })), false);
    // Before: none of 20 is surely at most 11.9 %; 5 of 20 are surely at least 12.9 %, 4 of 20 are not.
    const five = [...times(5, { failed: 1 }), ...times(15, { ok: 1 })];
    assert.equal(troubled(times(20, { ok: 1 }), five), true);
    assert.equal(troubled(times(20, { ok: 1 }), [{ ok: 1 }, ...five.slice(1)]), false);
  });

  it('where most failed of a route that had no request before', () => {
    const some = (failed: number) => [...times(failed, { failed: 1 }), ...times(20 - failed, { ok: 1 })];
    assert.equal(troubled(times(20, {}), some(14)), true);
    assert.equal(troubled(times(20, {}), some(13)), false);
    assert.equal(troubled([...times(19, {}), { ok: 1 }], some(14)), false);
    assert.equal(troubled([...times(19, {}), { ok: 1 }], some(19)), true);
  });

  it('where surely fewer came than before', () => {
    // 20 expected: more than three standard deviations fewer are at most 6.
    assert.equal(troubled(times(20, { ok: 1 }), [...times(6, { ok: 1 }), ...times(14, {})]), true);
    assert.equal(troubled(times(20, { ok: 1 }), [...times(7, { ok: 1 }), ...times(13, {})]), false);
    assert.equal(troubled(times(20, {}), times(20, {})), false);
  });

  it('where surely more were slow than before, though none failed', () => {
    const slow = (n: number, okMs: number): Counted[] => [...times(n, { ok: 1, okMs }), ...times(20 - n, { ok: 1 })];
    assert.equal(troubled(times(20, { ok: 1 }), slow(20, 2_000)), true);
    // Before all took 20 ms: from 60 ms on it is slow. Of 20, five are surely more than none is at most.
    assert.equal(troubled(times(20, { ok: 1 }), slow(5, 80)), true);
    assert.equal(troubled(times(20, { ok: 1 }), slow(4, 80)), false);
    assert.equal(troubled(times(20, { ok: 1 }), slow(20, 55)), false);
    assert.equal(troubled(times(20, { ok: 1, okMs: 2_000 }), slow(20, 2_000)), false);
    assert.equal(troubled(times(20, {}), slow(20, 2_000)), false);
  });

  it('not where a tenth was as slow before', () => {
    const before = Array.from({ length: 20 }, (_, i) => ({ ok: 5, okMs: i % 10 === 9 ? 500 : 20 }));
    assert.equal(troubled(before, times(20, { ok: 5, okMs: 500 })), false);
    assert.equal(troubled(before, times(20, { ok: 5, okMs: 800 })), true);
  });

  it('against fault-free time alone', () => {
    assert.equal(troubled(times(20, { failed: 1 }), times(20, { failed: 1 })), false);
    assert.equal(
      troubled(
        [...times(10, { failed: 1 }), ...times(10, { ok: 1 })],
        times(20, { failed: 1 }),
        ({ atMs }) => atMs >= 2_000 && atMs < 4_000,
      ),
      true,
    );
    assert.equal(
      troubled(times(20, { ok: 1 }), times(20, { ok: 1 }), () => false),
      false,
    );
  });
});
