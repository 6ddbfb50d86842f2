/** Real runs against a service with a real breaker that tells nobody, and without one. The long proof is `npm run verify:06`. */
import assert from 'node:assert/strict';
import { proveOnce } from '../support/guarded-bench.ts';

describe('a breaker that is inferred, in real runs', function () {
  this.timeout(90_000);
  // A machine that stalls hides what lasts tenths of a second.
  this.retries(1);

  it('is seen when it is there, at the right time, and not seen when it is not', async () => {
    const objectives = ['breaker payments opens within 3s after f'];
    const short = { fault: 'hang', perSecond: 100, seconds: [2, 4, 1], objectives } as const;
    const [guarded, bare] = await Promise.all([proveOnce({ ...short, guarded: true }), proveOnce({ ...short, guarded: false })]);
    const opened = guarded.truth.find(({ to }) => to === 'open')?.atMs ?? Number.NaN;
    const [seen] = guarded.analysis.breakers;
    const [first] = seen?.transitions ?? [];
    assert.deepEqual([seen?.grade, first?.to], ['B', 'open'], JSON.stringify(seen));
    // The wall clock of the run's start is told in whole milliseconds.
    assert.ok(first && first.atMs[0] - 2 <= opened && opened <= first.atMs[1] + 2, `${opened} is not in ${String(first?.atMs)}`);
    assert.match(guarded.analysis.objectives[0]?.actual ?? '', /\(B upstream silent\)$/);
    assert.deepEqual(bare.truth, []);
    assert.deepEqual(bare.analysis.breakers[0]?.transitions, [], JSON.stringify(bare.analysis.breakers[0]));
    assert.notEqual(bare.analysis.objectives[0]?.verdict, 'held');
  });
});
