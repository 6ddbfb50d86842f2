import assert from 'node:assert/strict';
import { openCostBook } from '../../../../src/run/observe/breakers/cost.ts';

describe('what watching costs', () => {
  const of = { instance: 'a:1', breakers: ['payments'], by: 'poll' } as const;

  it('is told of looks, answered or not', () => {
    const book = openCostBook(1_000);
    for (let i = 0; i < 20; i++) book.took(i === 19 ? 100 : 10, 500);
    book.failed(210);
    const { p95Ms, ...told } = book.told(of, 6_000, 200);
    assert.deepEqual(told, { ...of, looks: 20, failed: 1, meanMs: 14.5, bytes: 10_000, everyMs: 200, share: 0.1 });
    assert.ok(Math.abs(p95Ms! - 10) < 0.1);
  });

  it('has no times where nothing is asked', () => {
    const book = openCostBook(0);
    book.took(null, 80);
    const { meanMs, p95Ms, share, everyMs, bytes } = book.told({ ...of, by: 'stream' }, 1_000, null);
    assert.deepEqual([meanMs, p95Ms, share, everyMs, bytes], [null, null, null, null, 80]);
  });
});
