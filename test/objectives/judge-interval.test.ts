import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Interval } from '../../src/events/event.ts';
import { formatInterval, judgeInterval, since } from '../../src/objectives/judge-interval.ts';
import type { Judgement } from '../../src/objectives/measures.ts';
import { judged } from '../support/judged.ts';
import { tallyOf } from '../support/measures.ts';

const rank: Readonly<Record<Judgement['verdict'], number>> = { breached: 0, inconclusive: 1, held: 2 };
const interval = fc.tuple(fc.nat(2_000), fc.nat(2_000)).map(([from, long]): Interval => [from, from + long]);

describe('a time known as an interval', () => {
  it('is breached if its earliest is beyond, held if its latest is within, else open', () => {
    const verdict = (time: Interval): string => judgeInterval(time, 1_000, '').verdict;
    assert.deepEqual(
      [verdict([500, 1_000]), verdict([999, 1_001]), verdict([1_000, 1_001]), verdict([1_001, 1_002])],
      ['held', 'inconclusive', 'inconclusive', 'breached'],
    );
  });

  it('fares no worse with a later bound, and no better for being known less well', () => {
    fc.assert(
      fc.property(interval, fc.nat(4_000), fc.nat(1_000), (time, boundMs, more) => {
        const verdict = (one: Interval, bound: number): Judgement['verdict'] => judgeInterval(one, bound, '').verdict;
        assert.ok(rank[verdict(time, boundMs + more)] >= rank[verdict(time, boundMs)]);
        const wider = verdict([Math.max(0, time[0] - more), time[1] + more], boundMs);
        assert.ok(wider === 'inconclusive' || wider === verdict(time, boundMs));
      }),
    );
  });

  it('counts from the confirmation of a call, and is never negative', () => {
    assert.deepEqual(since([900, 1_500], [990, 1_000]), [0, 500]);
    assert.equal(formatInterval([1_400, 1_600]), '1.4 s to 1.6 s');
    assert.equal(formatInterval([1_400, 1_401]), '1.4 s');
  });
});

describe('bounds of measures', () => {
  it('that ask for less are held by whatever holds the stricter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 900 }),
        fc.nat(40),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(100),
        (ok, failed, bound, more) => {
          const tally = { tally: () => tallyOf(ok, failed) };
          for (const [strict, loose] of [
            [`error rate < ${bound / 10}%`, `error rate < ${(bound + more) / 10}%`],
            [`p50 < ${bound}ms`, `p50 < ${bound + more}ms`],
            [`goodput > ${bound + more}/s`, `goodput > ${bound}/s`],
          ] as const)
            assert.ok(rank[judged(loose, tally).verdict] >= rank[judged(strict, tally).verdict], `${strict} -> ${loose}`);
        },
      ),
    );
  });
});
