import assert from 'node:assert/strict';
import type { Measures } from '../../src/objectives/measures.ts';
import type { Tally } from '../../src/objectives/tally.ts';
import { judgedAs as is } from '../support/judged.ts';
import { tallyOf } from '../support/measures.ts';

/** Windows by when they begin, in ms. */
const windows = (...found: readonly (readonly [fromMs: number, tally: Tally])[]): Partial<Measures> => ({
  windows: () => found.map(([fromMs, tally]) => ({ fromMs, tally })),
});

/** As many requests as that in each of its seconds, of which so many failed. */
function bySecond(...failed: readonly number[]): Tally {
  const tally = tallyOf(
    100 * failed.length - failed.reduce((sum, one) => sum + one, 0),
    failed.reduce((sum, one) => sum + one, 0),
  );
  for (const [i, one] of failed.entries()) tally.seconds.set(i, { due: 100, ok: 100 - one, degraded: 0, shed: 0 });
  return tally;
}

describe('judging over any window by time', () => {
  const text = 'error rate by time < 15% over any 2s';

  it('goes by whole seconds, where there is a window of such', () => {
    // A part of a second may have failed altogether.
    const both = windows([3_000, bySecond(20, 0)], [3_800, bySecond(100, 0, 0)]);
    assert.equal(is('held', text, both).actual, '10 %, n 200, worst from 3 s to 5 s');
    assert.match(is('breached', text, windows([3_000, bySecond(40, 0)], [3_800, bySecond(100, 0, 0)])).actual ?? '', /^20 %, .* from 3 s/);
  });

  it('goes by what there is, where there is none', () => {
    const { actual } = is('breached', text, windows([3_200, bySecond(0, 0, 0)], [3_800, bySecond(100, 0, 0)]));
    assert.equal(actual, '33.3 %, n 300, worst from 3.8 s to 5.8 s');
    is('held', text, windows([3_200, bySecond(0, 0, 0)]));
    // One of whole seconds that has too few requests is none.
    is('breached', text, windows([3_000, tallyOf(0, 0)], [3_800, bySecond(100, 0, 0)]));
  });

  it('is another thing than by requests, where each window counts', () => {
    const both = windows([3_000, tallyOf(190, 10)], [3_800, tallyOf(150, 50)]);
    assert.equal(is('breached', 'error rate < 15% over any 2s', both).actual, '25 %, n 200, worst from 3.8 s to 5.8 s');
  });
});

describe('the worst window of a percentile', () => {
  const failing = tallyOf(80, 20, 50);

  it('is the one in which most failed where it has to be below a bound', () => {
    assert.match(is('breached', 'p90 < 100ms over any 2s', windows([0, tallyOf(100, 0, 90)], [2_000, failing])).actual ?? '', /from 2 s/);
  });

  it('is the lowest where it has to be above one, whatever failed', () => {
    const { actual } = is('held', 'p90 > 10ms over any 2s', windows([0, failing], [2_000, tallyOf(100, 0, 20)]));
    assert.match(actual ?? '', /^20 ms, n 100, worst from 2 s to 4 s$/);
    is('breached', 'p90 > 30ms over any 2s', windows([0, failing], [2_000, tallyOf(100, 0, 20)]));
  });
});
