import assert from 'node:assert/strict';
import { becameBadAt, becameGoodAt, plainlyBad } from '../../../src/analysis/recovery/instants.ts';
import { down, judgedOf, times, well } from '../../support/judged-slots.ts';

describe('instants finer than a slot', () => {
  it('plainly bad is more than a tenth, and more than twice what is still good', () => {
    const judged = judgedOf([
      { ok: 36, failed: 4 },
      { ok: 35, failed: 5 },
    ]);
    assert.deepEqual([plainlyBad(judged, 0), plainlyBad(judged, 1)], [false, true]);
    const errors = judgedOf(
      [
        { ok: 24, failed: 16 },
        { ok: 23, failed: 17 },
      ],
      { theta: 0.2 },
    );
    assert.deepEqual([plainlyBad(errors, 0), plainlyBad(errors, 1)], [false, true]);
  });

  it('it became bad so long before the end of its first slot as the share of that slot is of the next', () => {
    assert.equal(becameBadAt(judgedOf([well, { ok: 30, failed: 10 }, down]), 1), 350);
    assert.equal(becameBadAt(judgedOf([well, { ok: 30, failed: 10 }, { ok: 20, failed: 20 }]), 1), 300);
    assert.equal(becameBadAt(judgedOf([well, { ok: 20, failed: 20 }]), 1), 200);
    assert.equal(becameBadAt(judgedOf([well, well]), 1), 200);
  });

  it('it became good so long after the beginning of its last bad slot as the share of that slot is of the one before', () => {
    assert.equal(becameGoodAt(judgedOf([down, { ok: 30, failed: 10 }, well]), 2), 250);
    assert.equal(becameGoodAt(judgedOf([down, { ok: 30, failed: 10 }, well]), 1), 250);
    assert.equal(becameGoodAt(judgedOf([{ ok: 20, failed: 20 }, { ok: 30, failed: 10 }, well]), 2), 300);
    assert.equal(becameGoodAt(judgedOf([{ ok: 30, failed: 10 }, well]), 1), 200);
    assert.equal(becameGoodAt(judgedOf([well, well]), 1), 200);
    assert.equal(becameGoodAt(judgedOf([well]), 0), 0);
    assert.equal(becameGoodAt(judgedOf([down, { ...down, unknown: true }, ...times(2, well)]), 2), 400);
  });
});
