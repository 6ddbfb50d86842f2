import assert from 'node:assert/strict';
import { clearedText, probeText } from '../../src/report/watched-figures.ts';
import { watched } from '../support/sample-watched.ts';

const [probe] = watched.probes;
const [noticed] = watched.detection;
assert.ok(probe && noticed);

describe('what was watched besides the load, in words', () => {
  for (const [change, wanted] of [
    [{}, 'held 22 of 22 times'],
    [{ outsideLoad: 2 }, 'held 22 of 22 times (2 of the looks outside the load)'],
    [{ failed: 1, firstFailureMs: 101_000, outsideLoad: 2 }, 'failed 1 of 22 times (2 of the looks outside the load), first at 1:41.0'],
    [{ looks: 1, outsideLoad: 1 }, 'held 1 of 1 time (all of the looks outside the load)'],
    [{ looks: 0 }, 'was never looked at'],
  ] as const)
    it(`a probe ${wanted}`, () => assert.equal(probeText({ ...probe, ...change }).text, wanted));

  for (const [change, wanted] of [
    [{}, '6.52 s ±510 ms after the removal'],
    [{ clearedAfterMs: [0, 0] }, 'before the fault was removed'],
    [{ clearedAfterMs: null, clearReason: 'it fired to the end' }, 'it fired to the end'],
    [{ clearedAfterMs: null, afterMs: null }, '–'],
  ] as const)
    it(`what was noticed cleared: ${wanted}`, () =>
      assert.equal(clearedText({ ...noticed, ...(change as Partial<typeof noticed>) }), wanted));
});
