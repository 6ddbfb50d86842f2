import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { SummedRouteBin } from '../../src/analysis/load-table.ts';
import { binMs, slidingWindows } from '../../src/analysis/sliding-windows.ts';
import { bucketOf } from '../../src/events/histogram.ts';
import { judge } from '../../src/objectives/judge.ts';
import { isMissing, type Judgement, type TallyWindow } from '../../src/objectives/measures.ts';
import { parseObjective } from '../../src/objectives/parse.ts';
import { count, newTally, noOutcomes, type Tally } from '../../src/objectives/tally.ts';
import { measures } from '../support/measures.ts';

interface Slot {
  readonly ok: number;
  readonly failed: number;
  readonly ms: number;
}

const slot = fc.record({ ok: fc.nat(40), failed: fc.nat(6), ms: fc.constantFrom(5, 20, 50, 120, 400) });

function bin(i: number, { ok, failed, ms }: Slot): SummedRouteBin {
  return {
    atMs: i * binMs,
    stage: 0,
    route: 'home',
    intended: ok + failed,
    outcomes: { ...noOutcomes(), ok, httpError: failed },
    degraded: Math.floor(ok / 2),
    shed: Math.floor(failed / 2),
    redirects: 0,
    okTimes: ok === 0 ? [] : [bucketOf(ms * 1_000), ok],
    failedTimes: [],
    serviceTimes: [],
  };
}

function windowsOf(slots: readonly Slot[], window: readonly [number, number], windowMs: number): Iterable<TallyWindow> {
  const windows = slidingWindows(
    slots.map((one, i) => bin(i, one)),
    { window, cut: null },
    windowMs,
  );
  assert.ok(!isMissing(windows));
  return windows;
}

/** The obvious way: everything whose middle lies in the window, counted anew. */
function afresh(slots: readonly Slot[], fromMs: number, windowMs: number): Tally {
  const tally = newTally(windowMs);
  for (const [i, one] of slots.entries()) {
    const middle = (i + 0.5) * binMs;
    if (middle >= fromMs && middle < fromMs + windowMs) count(tally, bin(i, one));
  }
  return tally;
}

function plain(tally: Tally): object {
  return { ...tally, okTimes: tally.okTimes.toSparse(), seconds: [...tally.seconds].filter(([, { due }]) => due > 0) };
}

describe('sliding windows', () => {
  it('count what a window counted by itself would', () => {
    fc.assert(
      fc.property(
        fc.array(slot, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1_000, max: 4_000 }),
        fc.nat(900),
        (slots, windowMs, from) => {
          const toMs = slots.length * binMs;
          fc.pre(toMs - from >= windowMs);
          for (const { fromMs, tally } of windowsOf(slots, [from, toMs], windowMs))
            assert.deepEqual(plain(tally), plain(afresh(slots, fromMs, windowMs)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('go from edge to edge, and begin at each bin between', () => {
    const starts = [
      ...windowsOf(
        Array.from({ length: 15 }, () => ({ ok: 1, failed: 0, ms: 5 })),
        [130, 2_950],
        2_000,
      ),
    ].map(({ fromMs }) => fromMs);
    assert.deepEqual(starts, [130, 200, 400, 600, 800, 950]);
    const one = [...windowsOf([{ ok: 1, failed: 0, ms: 5 }], [500, 2_500], 2_000)].map(({ fromMs }) => fromMs);
    assert.deepEqual(one, [500]);
  });

  it('can be gone through again', () => {
    const windows = windowsOf(
      Array.from({ length: 10 }, () => ({ ok: 2, failed: 0, ms: 5 })),
      [0, 2_000],
      1_000,
    );
    const sum = (): number => [...windows].reduce((total, { tally }) => total + tally.intended, 0);
    assert.equal(sum(), sum());
  });

  it('are none in a shorter time, which says so', () => {
    const none = slidingWindows([], { window: [3_000, 7_000], cut: null }, 5_000);
    assert.ok(isMissing(none) && /it lasts 4 s: no window of 5 s lies within/.test(none.missing));
    const cut = slidingWindows([], { window: [0, 4_000], cut: 'the run was aborted' }, 5_000);
    assert.ok(isMissing(cut) && cut.missing === 'the run was aborted');
  });
});

describe('judging over any window', () => {
  const judged = (text: string, slots: readonly Slot[]): Judgement => {
    const read = parseObjective(text);
    assert.ok('objective' in read, text);
    const toMs = slots.length * binMs;
    return judge(
      read.objective,
      measures({ tally: () => afresh(slots, 0, toMs), windows: (_, __, windowMs) => windowsOf(slots, [0, toMs], windowMs) }),
    );
  };
  const steady = (seconds: number, { ok = 40, failed = 0, ms = 20 }: Partial<Slot> = {}): Slot[] =>
    Array.from({ length: seconds * 5 }, () => ({ ok, failed, ms }));

  it('tells the worst window and when it was', () => {
    const slots = [...steady(10), ...steady(2, { ok: 30, failed: 10 }), ...steady(10)];
    assert.equal(judged('error rate < 5%', slots).verdict, 'held');
    const { verdict, actual, wanted } = judged('error rate < 5% over any 4s', slots);
    assert.deepEqual([verdict, wanted], ['breached', '< 5 % over any 4 s']);
    assert.match(actual ?? '', /^12.5 %, n 800, worst from 8 s to 12 s$/);
    assert.equal(judged('error rate < 13% over any 4s', slots).verdict, 'held');
  });

  it('tells the lowest where the bound is from below', () => {
    const slots = [...steady(5), ...steady(1, { ok: 10 }), ...steady(5)];
    assert.match(judged('goodput > 190/s over any 2s', slots).actual ?? '', /^125\/s, worst from 4 s to 6 s$/);
    assert.equal(judged('goodput > 190/s over any 2s', slots).verdict, 'breached');
    assert.equal(judged('goodput > 120/s over any 2s', slots).verdict, 'held');
  });

  it('breaches a percentile in the window where too many failed, however fast the rest was', () => {
    const slots = [...steady(5, { ms: 90 }), ...steady(1, { ok: 30, failed: 10, ms: 5 }), ...steady(5, { ms: 90 })];
    assert.match(judged('p95 < 100ms over any 2s', slots).actual ?? '', /^12.5 % failed .*, worst from 4 s to 6 s$/);
    assert.equal(judged('p95 < 100ms over any 2s', slots).verdict, 'breached');
  });

  it('does not judge windows with too few requests, and says how many; none judged is inconclusive', () => {
    const quiet = steady(4, { ok: 1 });
    const { verdict, reason } = judged('error rate < 1% over any 2s', [...steady(4), ...quiet]);
    assert.equal(verdict, 'held');
    // Those that begin at 3.6 s and later reach no more than 80 requests of the busy time.
    assert.match(reason ?? '', /^13 of 31 windows have fewer than 100 requests and were not judged$/);
    const none = judged('error rate < 1% over any 2s', quiet);
    assert.deepEqual([none.verdict, none.reason], ['inconclusive', 'no window of 2 s has the 100 requests that it takes to know']);
    // As many as it takes are enough.
    assert.deepEqual(
      [
        judged('error rate < 1% over any 2s', steady(4, { ok: 10 })).verdict,
        judged('error rate < 1% over any 2s', steady(4, { ok: 9 })).verdict,
      ],
      ['held', 'inconclusive'],
    );
    assert.equal(judged('error rate < 1% over any 2s', steady(4)).reason, null);
    // One failure among 20 requests is beyond the bound, and may be chance.
    assert.equal(judged('error rate < 1% over any 2s', [{ ok: 0, failed: 1, ms: 20 }, ...quiet]).verdict, 'inconclusive');
  });

  it('weighs whole seconds alike where it goes by time', () => {
    // Ten requests of a quiet second fail, among thousands: by time that is half of any two seconds around it.
    const slots = [...steady(3, { ok: 400 }), ...steady(1, { ok: 0, failed: 2 }), ...steady(3, { ok: 400 })];
    assert.equal(judged('error rate < 5% over any 2s', slots).verdict, 'held');
    assert.match(judged('error rate by time < 5% over any 2s', slots).actual ?? '', /^50 %, n 2010, worst from 2 s to 4 s$/);
  });

  it('holds nothing in a time that was cut short', () => {
    const read = parseObjective('error rate < 5% over any 2s');
    assert.ok('objective' in read);
    const windows = slidingWindows(
      steady(4).map((one, i) => bin(i, one)),
      { window: [0, 4_000], cut: 'the run was aborted' },
      2_000,
    );
    assert.equal(judge(read.objective, measures({ windows: () => windows })).reason, 'the run was aborted');
  });

  it('is at least as strict as the same bound over the whole', () => {
    const bounds = fc.constantFrom(
      'error rate < 8%',
      'p90 < 100ms',
      'shed rate <= 4%',
      'degraded rate < 60%',
      'goodput > 60/s',
      'availability > 93%',
    );
    fc.assert(
      fc.property(fc.array(slot, { minLength: 10, maxLength: 10 }), fc.integer({ min: 1, max: 3 }), bounds, (slots, times, bound) => {
        // Whole windows lie side by side in the whole, so it can't be worse than all of them.
        const long = Array.from({ length: times }, () => slots).flat();
        const windowed = judged(`${bound} over any 2s`, long);
        if (windowed.verdict === 'held' && windowed.reason === null) assert.equal(judged(bound, long).verdict, 'held');
      }),
      { numRuns: 150 },
    );
  });
});
