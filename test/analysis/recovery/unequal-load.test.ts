import assert from 'node:assert/strict';
import { failedElsewhere } from '../../../src/analysis/recovery/unequal-load.ts';
import { down, judgedOf, reference, times, well, type Counted } from '../../support/judged-slots.ts';

const unknown = (n: number, one: Counted): Counted[] => times(n, { ...one, unknown: true });
const found = (counted: Counted[], first = 0): readonly [number, number] | null => {
  const one = failedElsewhere(judgedOf(counted), first, reference);
  return one && [one.from, one.to];
};

describe('failures at a load without equal', () => {
  it('are found with the first slot that failed and the end of that load', () => {
    assert.deepEqual(found([...times(10, well), ...unknown(10, well), ...unknown(10, down), ...times(5, well)]), [20, 30]);
    assert.equal(found([...times(10, well), ...unknown(20, well)]), null);
  });

  it('are no matter where there is something to judge by, or before', () => {
    assert.equal(found([...times(10, well), ...times(20, down)]), null);
    assert.equal(found([...unknown(10, down), ...unknown(10, well)], 10), null);
  });

  it('are more than chance brings', () => {
    // Of 200 requests in 1 s 2 are allowed: more than 4, and more than 3 standard deviations above 2.
    assert.deepEqual(found([...times(5, well), ...unknown(4, well), { ok: 33, failed: 7, unknown: true }]), [9, 10]);
    assert.equal(found([...times(5, well), ...unknown(4, well), { ok: 34, failed: 6, unknown: true }]), null);
    assert.equal(found([...times(5, well), ...unknown(4, down)]), null, 'less than a second');
  });

  it('are found of a route with few requests in all of that load together', () => {
    assert.deepEqual(found([...times(5, well), ...unknown(20, { failed: 1 })]), [5, 25]);
    assert.equal(found([...times(5, well), ...unknown(19, { ok: 1 }), { failed: 1, unknown: true }]), null);
  });

  it('go by windows of a hundred requests, or by what is sure of fewer', () => {
    /** 5 % are allowed. */
    const lenient = (...counted: Counted[]): readonly [number, number] | null => {
      const one = failedElsewhere(
        judgedOf([...times(5, well), ...counted.map((slot) => ({ ...slot, unknown: true }))], { theta: 0.05 }),
        0,
        reference,
      );
      return one && [one.from, one.to];
    };
    const of = (due: number, failed: number): Counted => ({ ok: due - failed, failed });
    // Of 90 more than 10 % must be sure, which takes 14; of 120 it takes 14 by chance and twice.
    assert.equal(lenient(...times(4, of(18, 0)), of(18, 12)), null);
    assert.deepEqual(lenient(...times(4, of(18, 0)), of(18, 15)), [9, 10]);
    assert.deepEqual(lenient(...times(4, of(24, 0)), of(24, 15)), [9, 10]);
    // 14 of the last hundred, but not of all 140.
    assert.deepEqual(lenient(...times(2, of(20, 0)), ...times(4, of(20, 0)), of(20, 14)), [11, 12]);
    // 14 a slot: a window takes eight slots, and not the five of a second, nor eleven.
    assert.equal(lenient(...times(4, of(14, 0)), of(14, 12), ...times(12, of(14, 0))), null);
    assert.deepEqual(lenient(...times(12, of(14, 0)), of(14, 14)), [17, 18]);
  });

  it('are looked for slot by slot, in windows that are no longer than they must be', () => {
    for (const before of [5, 6, 40])
      assert.deepEqual(found([...times(5, well), ...unknown(before, well), { ok: 33, failed: 7, unknown: true }]), [
        5 + before,
        6 + before,
      ]);
    assert.deepEqual(
      found([...times(5, well), ...unknown(1, { ok: 1 }), { ok: 1, failed: 20, unknown: true }, ...unknown(2, { ok: 1 })]),
      [6, 9],
    );
  });

  it('are told in words', () => {
    const { reason } = failedElsewhere(judgedOf([...times(5, well), ...unknown(5, { ok: 10, failed: 30 })]), 0, reference) ?? {};
    assert.equal(reason, '150 of 200 requests of home failed from 1 s to 2 s, at a load that there was not before the fault');
  });
});
