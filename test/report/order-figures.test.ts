import assert from 'node:assert/strict';
import type { Reconciled } from '../../src/analysis/reconciled.ts';
import { idTexts, lateText, readText } from '../../src/report/order-figures.ts';

const none: Reconciled = {
  acknowledged: 40,
  persisted: 40,
  lost: [],
  duplicated: [],
  unacknowledged: 0,
  late: [],
  reads: 118,
  readForMs: 30_000,
  settled: true,
};
const many = Array.from({ length: 25 }, (_, n) => `o-${n}`);

describe('orders in words', () => {
  it('nothing is said of what did not happen', () => assert.deepEqual([lateText(none), readText(none), idTexts(none)], ['', '', []]));

  it('late ones with the longest lag', () => {
    const late: Reconciled['late'] = [
      { id: 'a', lagMs: [200, 700] },
      { id: 'b', lagMs: [1_200, 1_700] },
    ];
    assert.equal(lateText({ ...none, late }), '2 late (by 1.7 s at most)');
    assert.deepEqual(idTexts({ ...none, late }), ['late: b (1.2 s to 1.7 s), a (200 ms to 700 ms)']);
  });

  it('a log that does not tell of late ones says nothing of them', () => assert.equal(lateText({ ...none, late: null }), ''));

  it('how long something that is lost was waited for', () =>
    assert.equal(readText({ ...none, lost: ['a'] }), 'the ledger was read 118 times in 30 s, until settle ended'));

  it('twenty ids at most, and how many more there are', () => {
    const [text] = idTexts({ ...none, lost: many });
    assert.ok(text?.endsWith('o-19 and 5 more, all in report.json'), text);
  });

  it('a hundred thousand are no trouble', () => {
    const late = Array.from({ length: 100_000 }, (_, n) => ({ id: `o-${n}`, lagMs: [n, n + 1] as [number, number] }));
    assert.equal(lateText({ ...none, late }), '100,000 late (by 1 m 40 s at most)');
    assert.equal(idTexts({ ...none, late, lost: late.map(({ id }) => id) }).length, 2);
  });
});
