import assert from 'node:assert/strict';
import { thinkBetween } from '../../../src/import/har/think-times.ts';
import { harSchema } from '../../../src/import/har/har-schema.ts';
import { harOf } from './har-file.ts';

/** Pauses for entries given as [start, length]; those in `left` are not kept. */
function thinks(times: readonly (readonly [number, number])[], left: readonly number[] = []): number[] {
  const { entries } = harSchema.parse(JSON.parse(harOf(times.map(([at, ms]) => ({ at, ms }))))).log;
  return thinkBetween(
    entries,
    entries.filter((_, index) => !left.includes(index)),
    10_000,
  );
}

describe('thinkBetween', () => {
  it('is the time from an end to the next start, rounded', () => {
    assert.deepEqual(
      thinks([
        [0, 100],
        [400, 50],
        [1_800, 10],
      ]),
      [300, 1_500, 0],
    );
    assert.deepEqual(
      thinks([
        [0, 100],
        [3_340, 10],
      ]),
      [3_000, 0],
    );
  });

  it('is nothing while the browser was busy', () => {
    assert.deepEqual(
      thinks([
        [0, 100],
        [20, 500],
        [530, 10],
      ]),
      [0, 0, 0],
    );
    assert.deepEqual(
      thinks([
        [0, 100],
        [199, 10],
      ]),
      [0, 0],
    );
  });

  it('waits for what is left out, too', () => {
    assert.deepEqual(
      thinks(
        [
          [0, 100],
          [150, 2_000],
          [2_200, 10],
        ],
        [1],
      ),
      [100, 0],
    );
    assert.deepEqual(
      thinks(
        [
          [0, 100],
          [1_100, 100],
          [2_200, 10],
        ],
        [1],
      ),
      [2_000, 0],
    );
  });

  it('is cut to the longest', () =>
    assert.deepEqual(
      thinks([
        [0, 1],
        [3_600_000, 1],
      ]),
      [10_000, 0],
    ));

  it('takes unknown lengths as none', () =>
    assert.deepEqual(
      thinks([
        [0, -1],
        [500, 0],
      ]),
      [500, 0],
    ));
});
