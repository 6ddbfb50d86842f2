import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import { inferCollapse, type CollapseInput, type ErrorBin } from '../../../src/breakers/infer/collapse.ts';
import { bucketOf } from '../../../src/events/histogram.ts';
import { guardedRun } from '../../support/guarded-run.ts';

const breaker = { breaker: { resetMs: 2_000 } };

/** `msAt`: how long an error that begins then takes; null: there is none. One every 10 ms. */
function infer(msAt: (tMs: number) => number | null, over: Partial<CollapseInput> = {}) {
  const bins: ErrorBin[] = [];
  for (let atMs = 10_000; atMs < 25_000; atMs += 50) {
    const times = Array.from({ length: 5 }, (_, i) => msAt(atMs + i * 10)).filter((ms) => ms !== null);
    bins.push({ atMs, times: times.flatMap((ms) => [bucketOf(ms * 1_000), 1]), timedOut: 0 });
  }
  return inferCollapse({ bins, widthMs: 50, window: [10_000, 20_000], shedShare: 0, usualMs: 22, bystanders: null, ...over });
}

/** Slow until the trip, fast after it, none after the fault. */
const tripped =
  (tripMs: number, slowMs = 400) =>
  (tMs: number): number | null =>
    tMs >= 20_000 ? null : tMs < tripMs ? slowMs : 0.6;

describe('collapse of times', () => {
  it('tells when errors became fast, to a bin, whenever the slow ones ended', () => {
    for (const tripMs of [10_770, 11_200, 12_345, 15_010]) {
      const { moves } = infer(tripped(tripMs));
      assert.deepEqual(
        moves.map(({ to }) => to),
        ['open', 'closed'],
      );
      const [from, to] = moves[0]!.atMs;
      assert.ok(from <= tripMs && tripMs <= to && to - from <= 125, `${tripMs} in ${from} to ${to}`);
    }
  });

  it('tells the probes and how far they are apart, and counts no trip by them', () => {
    const probes = [13_000, 15_400, 17_800];
    const { moves, detail } = infer((tMs) => (probes.includes(tMs) ? 400 : tripped(11_000)(tMs)));
    assert.match(detail, /3 probes, 2\.4 s apart \(CV 0 %\)/);
    assert.equal(moves.filter(({ to }) => to === 'open').length, 1);
  });

  for (const [what, input, why] of [
    ['few errors', infer((tMs) => (tMs % 500 === 0 && tMs < 20_000 ? 400 : null)), /20 errors while it was in, 100 are needed/],
    ['errors that are fast from the beginning', infer(tripped(11_000, 3)), /fast from the beginning/],
    ['a stall at the beginning', infer(tripped(10_100, 60)), /too short a time to tell it from a stall/],
    ['fallbacks', infer((tMs) => (tMs < 11_000 ? 400 : tMs % 400 === 0 ? 400 : null)), /errors became fewer/],
    [
      'several breakers in turn',
      infer((tMs) => (tMs < 11_000 || (tMs < 13_000 && tMs % 20 === 0) ? 400 : tripped(11_000)(tMs))),
      /in turn/,
    ],
    [
      'a pool that turns away while it is busy',
      infer((tMs) => (tMs >= 20_000 ? null : tMs < 10_300 || tMs % 400 < 20 ? 400 : 0.6)),
      /slow ones were under way at all times/,
    ],
    ['answers that say they were turned away', infer(tripped(11_000), { shedShare: 0.9 }), /429/],
    [
      'errors that are too rare to say when',
      infer((tMs) => (tMs % 50 === 0 && (tMs < 11_000 || tMs > 11_400) ? tripped(11_200)(tMs) : null)),
      /too rarely to say when/,
    ],
  ] as const)
    it(`declines ${what}`, () => {
      assert.match(input.declined ?? '', why);
      assert.deepEqual(input.moves, []);
    });

  it('sees that there is none where errors stay as they were', () => {
    const { declined, moves } = infer((tMs) => (tMs < 20_000 ? 400 : null));
    assert.deepEqual([declined, moves], [null, []]);
  });

  it('takes a stall of the machine for no breaker: what still calls is as fast as it ever was, or all was slow', () => {
    const stalled = (tMs: number): number | null => (tMs >= 20_000 ? null : tMs < 10_700 ? 110 : 22);
    const { declined, moves } = infer(stalled);
    assert.deepEqual([declined, moves], [null, []]);
    const quick = infer(tripped(10_700, 60), { bystanders: { usualMs: 2, medianIn: () => 55 } });
    assert.match(quick.declined ?? '', /the machine may have stalled/);
    assert.equal(infer(tripped(10_700, 60), { bystanders: { usualMs: 2, medianIn: () => 3 } }).moves[0]?.to, 'open');
    assert.match(infer(tripped(11_000), { usualMs: null }).declined ?? '', /before the fault is not known/);
  });

  it('declines what the tool itself gave up', () => {
    const bins = [{ atMs: 11_000, times: [bucketOf(400_000), 200], timedOut: 150 }];
    assert.match(
      inferCollapse({ bins, widthMs: 50, window: [10_000, 20_000], shedShare: 0, usualMs: 22, bystanders: null }).declined ?? '',
      /150 requests found no answer/,
    );
  });

  it('stands for a breaker that nothing else shows, to 100 ms or not at all', () => {
    for (const trouble of ['hang', 'errors', 'slow', 'refused'] as const) {
      const run = guardedRun(200, { ...breaker, trouble }, { blind: true });
      const [found] = analyse(run.events).breakers;
      if (trouble === 'refused') {
        assert.equal(found?.grade, null);
        assert.match(found?.unknownWhy ?? '', /it could not be inferred: link payments was not looked at .*fast from the beginning/);
        continue;
      }
      const truthMs = run.system.transitions[0]!.atMs;
      const [move] = found!.transitions;
      assert.deepEqual([found?.grade, move?.evidence, move?.to], ['D', 'D', 'open'], trouble);
      assert.ok(Math.abs((move!.atMs[0] + move!.atMs[1]) / 2 - truthMs) <= 100, `${trouble}: ${truthMs}, inferred ${String(move!.atMs)}`);
      assert.deepEqual(analyse(guardedRun(200, { trouble }, { blind: true }).events).breakers[0]?.transitions, [], trouble);
    }
  });
});

type Times = readonly (readonly [ms: number, count: number])[];

/** Bins written down: how long the errors take that begin in one, and how many they are. The fault is in from 10 s to 20 s. */
function inferBins(timesAt: (atMs: number) => Times, over: Partial<CollapseInput> = {}, untilMs = 25_000) {
  const bins: ErrorBin[] = [];
  for (let atMs = 5_000; atMs < untilMs; atMs += 50)
    bins.push({ atMs, times: timesAt(atMs).flatMap(([ms, count]) => [bucketOf(ms * 1_000), count]), timedOut: 0 });
  return inferCollapse({ bins, widthMs: 50, window: [10_000, 20_000], shedShare: 0, usualMs: 1_000, bystanders: null, ...over });
}

interface Collapse {
  readonly slowMs?: number;
  readonly fastMs?: number;
  readonly tripMs?: number;
  /** Instead of what is usual. */
  readonly but?: (atMs: number) => Times | undefined;
}

/** Five in each bin, from 400 ms to 0.1 ms at 11 s, and none before and after the fault. */
const collapsing =
  ({ slowMs = 400, fastMs = 0.1, tripMs = 11_000, but = () => undefined }: Collapse) =>
  (atMs: number): Times =>
    but(atMs) ?? (atMs < 10_000 || atMs >= 20_000 ? [] : [[atMs < tripMs ? slowMs : fastMs, 5]]);
const collapse = (how: Collapse, over: Partial<CollapseInput> = {}) => inferBins(collapsing(how), over);

function trips({ declined, moves }: ReturnType<typeof inferBins>): void {
  assert.deepEqual([declined, moves[0]?.to], [null, 'open']);
}

function stays({ declined, moves, detail }: ReturnType<typeof inferBins>, why: RegExp): void {
  assert.deepEqual([declined, moves], [null, []]);
  assert.match(detail, why);
}

const declines = ({ declined }: ReturnType<typeof inferBins>, why: RegExp): void => assert.match(declined ?? '', why);

describe('what counts as a collapse', () => {
  it('is one from the median of the first 15 errors to a fourth', () => {
    const first = (n: number) =>
      collapse({ but: (atMs) => (atMs === 10_000 ? [[100, n]] : atMs === 10_050 ? [[400, 15 - n]] : undefined) }).detail;
    assert.match(first(7), /^errors took 400 ms at first and 0\.1 ms later/);
    assert.match(first(8), /^errors took 100 ms at first and 0\.1 ms later/);
    trips(collapse({ fastMs: 400 / 4.05 }));
    stays(collapse({ fastMs: 400 / 3.95 }), /no collapse/);
  });

  it('is one of errors that were not fast, to under half of what a call takes', () => {
    trips(collapse({ slowMs: 10.2 }));
    declines(collapse({ slowMs: 9.8 }), /fast from the beginning/);
    trips(collapse({ fastMs: 10.8 }, { usualMs: 22 }));
    stays(collapse({ fastMs: 11.2 }, { usualMs: 22 }), /no less than half of the usual 22 ms/);
  });

  it('begins with the first of 50 errors of which nine in ten are fast', () => {
    // They are fast for some bins, then slow once more.
    const pausing = (bins: number, last: Times) =>
      collapse({
        but: (atMs) =>
          atMs === 11_000 + bins * 50 ? last : atMs > 11_000 + bins * 50 && atMs <= 11_050 + bins * 50 ? [[400, 5]] : undefined,
      });
    trips(pausing(9, [[400, 5]]));
    assert.deepEqual(pausing(9, [[400, 5]]).moves[0]?.atMs, [10_950, 11_000 + 50 + 25]);
    declines(
      pausing(8, [
        [0.1, 4],
        [400, 1],
      ]),
      /fast ones had come in between/,
    );
  });

  it('ends with the last error that takes 0.6 of the median, or more', () => {
    const lastly = (ms: number) => collapse({ but: (atMs) => (atMs === 11_000 ? [[ms, 5]] : undefined) }).moves[0]?.atMs;
    assert.deepEqual(lastly(243), [11_000, 11_125]);
    assert.deepEqual(lastly(237), [10_950, 11_125]);
  });

  it('follows slow errors of 200 ms', () => {
    trips(collapse({ tripMs: 10_200 }));
    declines(collapse({ tripMs: 10_150 }), /too short a time to tell it from a stall/);
  });

  it('is no stall: what it does not touch was not slow too, by three times and by 10 ms', () => {
    const beside = (usualMs: number, nowMs: number) => collapse({}, { bystanders: { usualMs, medianIn: () => nowMs } });
    trips(beside(20, 59));
    declines(beside(20, 61), /the machine may have stalled/);
    trips(beside(2, 11.9));
    declines(beside(2, 12.1), /the machine may have stalled/);
  });

  it('is one of requests that were answered, nine in ten at least, and not as most limits of a rate answer', () => {
    // 1 000 are.
    const unanswered = (timedOut: number) => {
      const bins = Array.from({ length: 200 }, (_, i) => ({
        atMs: 10_000 + i * 50,
        times: [bucketOf(i < 20 ? 400_000 : 100), 5],
        timedOut: i === 3 ? timedOut : 0,
      }));
      return collapse({}, { bins });
    };
    trips(unanswered(111));
    declines(unanswered(112), /^112 requests found no answer/);
    trips(collapse({}, { shedShare: 0.5 }));
    declines(collapse({}, { shedShare: 0.51 }), /429/);
  });

  it('is one of errors while the fault was in, to half a bin', () => {
    const counted = (atMs: number, window: readonly [number, number]) =>
      inferBins((at) => (at === atMs ? [[400, 10]] : at === 15_000 ? [[400, 20]] : []), { window }).declined;
    for (const [atMs, window] of [
      [9_950, [10_000, 20_000]],
      [19_950, [10_000, 19_980]],
    ] as const)
      assert.match(counted(atMs, window) ?? '', /^30 errors/);
    for (const [atMs, window] of [
      [9_900, [10_000, 20_000]],
      [9_950, [10_010, 20_000]],
      [19_950, [10_000, 19_970]],
      [20_000, [10_000, 20_000]],
    ] as const)
      assert.match(counted(atMs, window) ?? '', /^20 errors/);
  });

  it('needs errors to the end: three in ten of the first second, in the second half', () => {
    // 200 within the second from the first on; then 3 in each bin for a while; in the second half 60 each second.
    const going = (last: number) =>
      inferBins((atMs) => {
        if (atMs < 10_500 || atMs >= 20_000 || (atMs >= 13_300 && atMs < 15_000)) return [];
        return [[atMs < 11_000 ? 400 : 0.1, atMs < 11_500 ? 10 : atMs === 19_950 ? last : 3]];
      });
    trips(going(3));
    declines(going(2), /errors became fewer/);
    declines(collapse({ but: (atMs) => (atMs >= 15_000 ? [] : undefined) }), /no errors in the second half/);
  });

  describe('has a stretch in which no slow error is under way', () => {
    /** Slow ones come again before the last has ended, for the bin and the bucket by which its end is not known; but for one time. */
    const busy = (pauseMs: number, fast: (afterMs: number) => number = () => 10) => {
      const slow = [11_800, 13_150, 14_500, 14_500 + pauseMs, 15_850 + pauseMs, 17_200 + pauseMs, 18_550 + pauseMs];
      return inferBins((atMs) => {
        if (atMs < 10_000 || atMs >= 20_000) return [];
        if (atMs < 10_500) return [[atMs === 10_200 ? 200 : 1_010, 5]];
        return slow.includes(atMs)
          ? [
              [1_010, 1],
              [0.1, 10],
            ]
          : [[0.1, fast(atMs - 14_500)]];
      });
    };
    // Its end may be 50 + 1.1 x 1 010 = 1 161 ms after the begin of its bin. Two bins and a tenth of that have to be left.
    it('as long as is needed to tell', () => {
      trips(busy(1_400));
      declines(busy(1_350), /under way at all times/);
    });

    it('with 20 fast ones in it', () => {
      const within = (n: number) => busy(1_400, (afterMs) => (afterMs >= 1_150 && afterMs < 1_400 ? (afterMs === 1_200 ? n - 15 : 5) : 10));
      trips(within(20));
      declines(within(19), /under way at all times/);
    });
  });
});

describe('what is told of a collapse', () => {
  it('has it closed when no error came for a second after the fault', () => {
    const after = (untilMs: number, ...also: readonly number[]) =>
      inferBins(
        collapsing({ but: (atMs) => ((atMs >= 20_000 && atMs < 20_500) || also.includes(atMs) ? [[0.1, 1]] : undefined) }),
        {},
        untilMs,
      ).moves[1];
    assert.deepEqual(after(21_550), { from: 'open', to: 'closed', atMs: [20_000, 20_500] });
    assert.equal(after(21_500), undefined);
    assert.deepEqual(after(25_000, 21_500)?.atMs, [20_000, 21_550]);
    assert.deepEqual(after(25_000, 21_550)?.atMs, [20_000, 20_500]);
  });

  it('has probes, and how far they are apart', () => {
    const probed = (...at: readonly number[]) =>
      collapse({
        but: (atMs) =>
          at.includes(atMs)
            ? [
                [400, 1],
                [0.1, 4],
              ]
            : undefined,
      }).detail.replace(/^.* later/, '');
    assert.equal(probed(), '');
    assert.equal(probed(13_000), '; 1 probe');
    assert.equal(probed(13_000, 15_400), '; 2 probes, 2.4 s apart');
    assert.equal(probed(13_000, 14_000, 17_000), '; 3 probes, 2 s apart (CV 50 %)');
  });

  it('has probes alone, among 95 % of fast errors within 100 ms', () => {
    const probed = (fast: number, beside: Times, atMs: number) =>
      collapse({
        but: (at) => {
          if (at === 15_000)
            return [
              [400, 1],
              [0.1, 4],
            ];
          if (at === atMs) return [...beside, [0.1, fast - 16]];
          return Math.abs(at - 15_000) <= 150 ? [[0.1, 4]] : undefined;
        },
      }).detail;
    assert.match(probed(20, [[100, 1]], 15_100), /1 probe/);
    assert.doesNotMatch(probed(19, [[100, 1]], 15_100), /probe/);
    assert.match(probed(20, [[100, 10]], 15_150), /1 probe/, 'further away');
  });

  it('has no probe that takes less than three times what the slowest of the fast do', () => {
    // One in 50 takes 180 ms.
    const probed = (ms: number) =>
      collapse({
        fastMs: 90,
        but: (atMs) =>
          atMs === 15_000
            ? [
                [ms, 1],
                [90, 4],
              ]
            : atMs > 11_000 && atMs < 20_000 && atMs % 500 === 0
              ? [
                  [180, 1],
                  [90, 4],
                ]
              : undefined,
      }).detail;
    assert.match(probed(550), /1 probe$/);
    assert.doesNotMatch(probed(530), /probe/);
  });
});
