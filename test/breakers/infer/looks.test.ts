import assert from 'node:assert/strict';
import { gapsIn, type Look } from '../../../src/breakers/infer/looks.ts';

/** One look every 100 ms, each asked 10 ms before it is answered: what it tells may have come since the one before was asked. */
const looks = (calls: readonly number[]): Look[] => calls.map((n, i) => ({ fromMs: i * 100, toMs: i * 100 + 110, tookMs: 10, calls: n }));
const silences = (...input: Parameters<typeof gapsIn>): unknown => gapsIn(...input).map(({ silent }) => silent);

describe('looks at a link', () => {
  it('show a silence from where the last call may have come to where the next may have', () => {
    const seen = looks([2, 1, 0, 0, 3, 1]);
    assert.deepEqual(gapsIn(seen, [0, 600], []), [{ silent: [210, 400], last: seen[1], next: seen[4], blindFromMs: null }]);
  });

  it('show each silence of a stretch, the one that it ends with too', () => {
    const seen = looks([1, 0, 0, 1, 0, 0]);
    assert.deepEqual(silences(seen, [0, 600], []), [
      [110, 300],
      [410, 610],
    ]);
    assert.equal(gapsIn(seen, [0, 600], [])[1]?.next, null);
    assert.deepEqual(silences(seen, [0, 400], []), [[110, 300]]);
  });

  it('know the last call before a stretch, however long ago', () => {
    const seen = looks([4, 0, 0, 0, 0, 1]);
    const [gap] = gapsIn(seen, [310, 600], []);
    assert.deepEqual([gap?.silent, gap?.last], [[300, 500], seen[0]]);
    assert.equal(gapsIn(looks([0, 0, 0, 0, 0, 1]), [310, 600], [])[0]?.last, null);
  });

  it('show no silence from before the first of them', () => {
    assert.deepEqual(silences(looks([0, 0, 1]), [50, 300], []), [[50, 200]]);
  });

  it('take what was not counted for no silence, and for no call that ended one', () => {
    const seen = looks([1, 0, 0, -1, 0, 0, 1]);
    const gaps = gapsIn(seen, [0, 700], []);
    assert.deepEqual(
      gaps.map(({ silent }) => silent),
      [
        [110, 310],
        [410, 600],
      ],
    );
    assert.equal(gaps[0]?.next, null);
    assert.deepEqual(silences(looks([1, -1, 0, 0, 1]), [220, 500], []), [[210, 400]], 'before the stretch as within');
  });

  it('leave out the time in which no call could come, and say from when on', () => {
    const seen = looks([1, 0, 0, 0, 0, 0, 0, 0, 1]);
    const [before, after, ...rest] = gapsIn(seen, [0, 900], [[300, 500]]);
    assert.deepEqual(rest, []);
    assert.deepEqual(before, { silent: [110, 300], last: seen[0], next: null, blindFromMs: null });
    assert.deepEqual(after, { silent: [500, 800], last: seen[0], next: seen[8], blindFromMs: 300 });
  });

  it('are blind no longer than nothing came: what came before shows that it could', () => {
    const seen = looks([1, 0, 0, 0, 0, 0, 0, 0, 1]);
    const gaps = gapsIn(seen, [0, 900], [[50, 500]]);
    assert.deepEqual([gaps.length, gaps[0]?.silent, gaps[0]?.blindFromMs], [1, [500, 800], 110]);
    assert.deepEqual(silences(seen, [0, 900], [[300, 850]]), [[110, 300]], 'to its end');
    assert.deepEqual(silences(seen, [0, 900], [[0, 100]]), [[110, 800]], 'over before it');
    assert.deepEqual(silences(seen, [0, 900], [[820, 850]]), [[110, 800]], 'only after it');
    assert.deepEqual(silences(seen, [0, 900], [[100, 850]]), [], 'all the time');
  });
});
