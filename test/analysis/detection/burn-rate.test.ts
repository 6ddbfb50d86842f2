import assert from 'node:assert/strict';
import { array, assert as check, integer, property, tuple } from 'fast-check';
import { burnedAfter, burnRules, countEnded, firingAt, slotMs, type EndedCounts } from '../../../src/analysis/detection/burn-rate.ts';
import type { SummedRouteBin } from '../../../src/analysis/load-table.ts';
import { bucketOf } from '../../../src/events/histogram.ts';
import { noOutcomes } from '../../../src/objectives/tally.ts';

const hour = 3_600_000;

/** Requests that ended and failed in each slot, as prefix sums. */
function counts(slots: readonly (readonly [ended: number, failed: number])[]): EndedCounts {
  const sums = { ended: new Float64Array(slots.length + 1), failed: new Float64Array(slots.length + 1) };
  for (const [i, [ended, failed]] of slots.entries()) {
    sums.ended[i + 1] = (sums.ended[i] as number) + ended;
    sums.failed[i + 1] = (sums.failed[i] as number) + failed;
  }
  return sums;
}

/** So many seconds, of 20 requests a slot, of which a share fails. */
const seconds = (n: number, failed: number): [number, number][] => Array.from({ length: (n * 1_000) / slotMs }, () => [20, failed]);

describe('burn rates', () => {
  it('have the usual windows, scaled so that six hours become the length of the load', () => {
    assert.deepEqual(burnRules(6 * hour), [
      { factor: 14.4, longMs: hour, shortMs: hour / 12 },
      { factor: 6, longMs: 6 * hour, shortMs: hour / 2 },
      { factor: 1, longMs: 72 * hour, shortMs: 6 * hour },
    ]);
    assert.deepEqual(
      burnRules(100_000).map(({ longMs, shortMs }) => [longMs, shortMs]),
      [
        [16_667, 1_389],
        [100_000, 8_333],
        [1_200_000, 100_000],
      ],
    );
    assert.deepEqual(burnRules(24 * hour), burnRules(6 * hour), 'never longer than usual');
  });

  it('fire when long and short window burn, at the moment that the formula gives', () => {
    // Half of the requests fail from 60 s on: 14.4 x 0.1 % of 16.667 s is reached by 480 ms of it.
    const all = counts([...seconds(60, 0), ...seconds(20, 10)]);
    const rules = burnRules(100_000);
    const burned = burnedAfter(all, { fromMs: 60_000, untilMs: 80_000, removedMs: null }, rules, 0.999);
    assert.ok(burned !== null && burned !== 'already');
    assert.equal(burned.rule.factor, 14.4);
    assert.equal(burned.atMs, 60_600);
  });

  it('take the time before the load as having gone well', () => {
    // In a load just begun one failure in a hundred is little of an hour, whatever it is of the second that was seen.
    const young = counts(seconds(2, 1));
    assert.equal(firingAt(young, 10, burnRules(100_000), 0.999), null);
    const old = counts(seconds(30, 1));
    assert.equal(firingAt(old, 150, burnRules(100_000), 0.999)?.factor, 14.4);
  });

  it('take fewer than three failures as an accident', () => {
    const rare = (failed: number): EndedCounts => counts([...Array.from({ length: 100 }, (): [number, number] => [0, 0]), [4, failed]]);
    assert.equal(firingAt(rare(2), 101, burnRules(100_000), 0.999), null);
    assert.notEqual(firingAt(rare(3), 101, burnRules(100_000), 0.999), null);
  });

  it('end when the rule that fired no longer does, at the earliest with the removal', () => {
    const all = counts([...seconds(60, 0), ...seconds(10, 10), ...seconds(30, 0)]);
    const window = { fromMs: 60_000, untilMs: 100_000, removedMs: 70_000 };
    const burned = burnedAfter(all, window, burnRules(100_000), 0.999);
    assert.ok(burned !== null && burned !== 'already');
    // The short window, 1.4 s, has forgotten by then.
    assert.ok(burned.clearedAtMs !== null && burned.clearedAtMs > 71_000 && burned.clearedAtMs <= 71_600, `${burned.clearedAtMs}`);
    const lasting = burnedAfter(counts([...seconds(60, 0), ...seconds(40, 10)]), window, burnRules(100_000), 0.999);
    assert.ok(lasting !== null && lasting !== 'already' && lasting.clearedAtMs === null);
  });

  it('begin to fire in the time that is asked about, which may be shorter than what was counted', () => {
    const all = counts([...seconds(60, 0), ...seconds(20, 10)]);
    const until = (untilMs: number): unknown => burnedAfter(all, { fromMs: 60_000, untilMs, removedMs: null }, burnRules(100_000), 0.999);
    assert.equal(until(60_599), null);
    assert.notEqual(until(60_600), null);
    const none = counts(seconds(80, 0));
    assert.equal(burnedAfter(none, { fromMs: 60_000, untilMs: 1e9, removedMs: null }, burnRules(100_000), 0.999), null);
  });

  it('end with the removal where they stopped before it, and after they fired where they began after it', () => {
    const cleared = (slots: [number, number][], removedMs: number): number | null => {
      const burned = burnedAfter(counts(slots), { fromMs: 60_000, untilMs: 100_000, removedMs }, burnRules(100_000), 0.999);
      assert.ok(burned !== null && burned !== 'already');
      assert.equal(burned.atMs, 60_600);
      return burned.clearedAtMs;
    };
    // Two seconds of failures, forgotten by 64 s.
    const short = [...seconds(60, 0), ...seconds(2, 10), ...seconds(38, 0)];
    assert.equal(cleared(short, 70_000), 70_000);
    const soon = cleared(short, 60_200);
    assert.ok(soon !== null && soon > 62_000 && soon <= 64_000, `${soon}`);
  });

  it('that fire already tell nothing of what comes', () => {
    const all = counts(seconds(60, 10));
    assert.equal(burnedAfter(all, { fromMs: 40_000, untilMs: 60_000, removedMs: null }, burnRules(60_000), 0.999), 'already');
  });

  it('count requests when they end, and what was never sent at once', () => {
    const bin = (atMs: number, more: Partial<SummedRouteBin>): SummedRouteBin => ({
      atMs,
      stage: 0,
      route: 'home',
      intended: 0,
      outcomes: noOutcomes(),
      degraded: 0,
      shed: 0,
      redirects: 0,
      okTimes: [],
      failedTimes: [],
      serviceTimes: [],
      ...more,
    });
    const second = bucketOf(1_000_000);
    const { ended, failed } = countEnded(
      [
        bin(0, { okTimes: [bucketOf(20_000), 3], failedTimes: [second, 2, second, 1] }),
        bin(400, { outcomes: { ...noOutcomes(), dropped: 4 } }),
      ],
      2_000,
    );
    assert.deepEqual([...ended], [0, 3, 3, 7, 7, 7, 10, 10, 10, 10, 10]);
    assert.deepEqual([...failed], [0, 0, 0, 4, 4, 4, 7, 7, 7, 7, 7]);
  });

  it('are what the slow way of reckoning says', () => {
    const slot = tuple(integer({ min: 0, max: 30 }), integer({ min: 0, max: 3 }));
    check(
      property(array(slot, { minLength: 1, maxLength: 200 }), (given) => {
        const slots = given.map(([ended, failed]): [number, number] => [ended + failed, failed]);
        const rules = burnRules(slots.length * slotMs);
        const burn = (end: number, windowMs: number): { failed: number; burn: number } => {
          const part = slots.slice(Math.max(0, end - Math.max(1, Math.round(windowMs / slotMs))), end);
          const [ended, failed] = [part.reduce((sum, [n]) => sum + n, 0), part.reduce((sum, [, n]) => sum + n, 0)];
          return { failed, burn: ended === 0 ? 0 : ((failed / ended) * Math.min(1, (end * slotMs) / windowMs)) / 0.001 };
        };
        const end = slots.length;
        const slow = rules.find(({ factor, longMs, shortMs }) => {
          const long = burn(end, longMs);
          return long.failed >= 3 && long.burn > factor * (1 + 1e-9) && burn(end, shortMs).burn > factor * (1 + 1e-9);
        });
        const fast = firingAt(counts(slots), end, rules, 0.999);
        assert.equal(fast?.factor ?? null, slow?.factor ?? null);
      }),
    );
  });
});
