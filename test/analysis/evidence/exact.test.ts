import assert from 'node:assert/strict';
import { assert as check, integer, nat, property, record } from 'fast-check';
import { exactP } from '../../../src/analysis/evidence/exact.ts';

describe("Fisher's exact test", () => {
  it('knows the tables of a textbook', () => {
    // All five against none of five: 1 of the 252 ways.
    assert.ok(Math.abs(exactP({ hits: 0, of: 5 }, { hits: 5, of: 5 }) - 1 / 252) < 1e-12);
    // Fisher's tea: 3 of 4 cups, and 1 of the other 4.
    assert.ok(Math.abs(exactP({ hits: 1, of: 4 }, { hits: 3, of: 4 }) - 17 / 70) < 1e-12);
    assert.equal(exactP({ hits: 0, of: 9 }, { hits: 0, of: 9 }), 1);
  });

  it('is a probability, and smaller the more hits are on the second side', () => {
    const sides = record({ a: integer({ min: 1, max: 40 }), b: integer({ min: 1, max: 40 }), x: nat(40), y: nat(40) });
    check(
      property(sides, ({ a, b, x, y }) => {
        const first = { hits: Math.min(x, a), of: a };
        const p = (hits: number) => exactP(first, { hits, of: b });
        const hits = Math.min(y, b);
        assert.ok(p(hits) > 0 && p(hits) <= 1);
        if (hits < b) assert.ok(p(hits + 1) <= p(hits) + 1e-9);
      }),
    );
  });
});
