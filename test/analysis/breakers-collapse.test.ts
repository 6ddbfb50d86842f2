import assert from 'node:assert/strict';
import { collapse } from '../../src/analysis/breakers-collapse.ts';
import type { Inference } from '../../src/breakers/infer/inference.ts';
import type { Interval } from '../../src/events/event.ts';
import { countedRun, each, loadMs, type CountedErrors, type CountedFault, type CountedRoute, type Times } from '../support/counted-run.ts';
import { journey } from '../support/synthetic-log.ts';

const fault: CountedFault = { id: 'slow', injected: [3_996, 4_000], removed: [8_000, 8_004] };
const other = (injected: Interval, removed?: Interval): CountedFault => ({
  id: 'other',
  link: 'stock',
  injected,
  ...(removed === undefined ? {} : { removed }),
});

/** 400 ms, and 10 ms from one second after the injection on. */
const errorMs = (atMs: number): number => (atMs < 5_000 ? 400 : 10);
const opened = { from: 'closed', to: 'open', atMs: [4_950, 5_075] };
const closed = (toMs: number) => ({ from: 'open', to: 'closed', atMs: [8_000, toMs] });

interface Case {
  readonly faults?: readonly CountedFault[];
  /** Until then there are errors, from 4 s on. */
  readonly errorsToMs?: number;
  readonly moreErrors?: readonly CountedErrors[];
  /** Of all 200 ms bins from 4 s to 8 s, in which 16 errors end. */
  readonly shed?: number;
  readonly moreRoutes?: readonly CountedRoute[];
  /** Service times of `checkout` before the fault. */
  readonly usual?: (atMs: number) => Times;
  /** Those of `home`, which the fault does not touch. */
  readonly besideMs?: (atMs: number) => number;
  readonly callers?: readonly string[];
  readonly stepOf?: string;
}

/** A fault of 4 s under four errors in 50 ms: slow ones for a second, then fast ones; what calls usually takes 40 ms. */
function inferred({
  faults = [fault],
  errorsToMs = 8_000,
  moreErrors = [],
  shed = 0,
  moreRoutes = [],
  usual = () => [[40, 20]],
  besideMs = () => 10,
  callers,
  stepOf,
}: Case): Inference {
  const record = countedRun({
    faults,
    journeys: [journey('browse', 1, [{ route: 'home' }]), journey('buy', 1, [{ route: 'checkout' }])],
    errors: [
      ...each(50, [0, 4_000], (atMs) => ({ atMs })),
      ...each(50, [4_000, errorsToMs], (atMs) => ({ atMs, times: [[errorMs(atMs), 4]] as const })),
      ...each(50, [errorsToMs, loadMs], (atMs) => ({ atMs })),
      ...moreErrors,
    ],
    routes: [
      ...each(200, [0, 4_000], (atMs) => ({ atMs, ok: 20, times: usual(atMs) })),
      ...each(200, [4_000, 8_000], (atMs) => ({ atMs, httpError: 16, shed, times: [[errorMs(atMs), 16]] as const })),
      ...each(200, [0, 8_000], (atMs) => ({ atMs, route: 'home', ok: 20, times: [[besideMs(atMs), 20]] as const })),
      ...moreRoutes,
    ],
    events:
      stepOf === undefined
        ? []
        : [{ tMs: 6_000, type: 'fault-step', fault: stepOf, what: 'latency 2s', sentMs: 5_998, confirmedMs: 6_000 }],
  });
  const breaker = { name: 'pay', preset: 'inferred', urls: [], match: {}, link: 'payments', waitMs: null };
  return collapse(
    record,
    callers === undefined ? breaker : { ...breaker, routes: callers },
    record.faults.filter(({ id }) => id === 'slow'),
  );
}
const why = (about: Case): string | null => inferred(about).declined;

describe('what the log has of a collapse of times', () => {
  it('is an opening where errors of 50 ms bins became fast, and a closing where they end', () => {
    const { declined, moves, watched } = inferred({});
    assert.deepEqual([declined, moves, watched], [null, [opened, closed(8_000)], [[3_996, 8_000]]]);
  });

  it('is watched to the end of the load where the fault stays longer', () => {
    const stays: Case = {
      errorsToMs: loadMs,
      moreRoutes: each(200, [8_000, loadMs], (atMs) => ({ atMs, httpError: 16, times: [[10, 16]] as const })),
    };
    for (const removed of [undefined, [loadMs + 2_000, loadMs + 2_004]] as const) {
      const faults = [{ id: 'slow', injected: fault.injected, ...(removed === undefined ? {} : { removed }) }];
      const { moves, watched } = inferred({ ...stays, faults });
      assert.deepEqual([moves, watched], [[opened], [[3_996, loadMs]]]);
    }
  });

  it('is none where another fault was in at the same time', () => {
    const beside = 'other was in at the same time';
    assert.equal(why({ faults: [fault, other([7_999, 8_003], [9_000, 9_004])] }), beside);
    assert.equal(why({ faults: [fault, other([8_000, 8_004], [9_000, 9_004])] }), null);
    assert.equal(why({ faults: [other([2_000, 2_004], [3_997, 4_001]), fault] }), beside);
    assert.equal(why({ faults: [other([2_000, 2_004], [3_996, 4_000]), fault] }), null);
    assert.equal(why({ faults: [other([2_000, 2_004]), fault] }), beside);
  });

  it('is none where the fault itself changed; that another did is nothing to it', () => {
    assert.equal(why({ stepOf: 'slow' }), 'the fault changed while it was in');
    assert.equal(why({ faults: [fault, other([9_000, 9_004])], stepOf: 'other' }), null);
  });

  it('goes on to the next fault, whose errors say nothing of this one', () => {
    const next = (atMs: number): Case => ({
      faults: [other([1_000, 1_004], [1_500, 1_504]), fault, { ...other([atMs, atMs + 4], [atMs + 2_000, atMs + 2_004]), id: 'next' }],
      moreErrors: each(50, [atMs, atMs + 1_000], (at) => ({ atMs: at, times: [[400, 4]] as const })),
    });
    assert.deepEqual(inferred(next(8_500)).moves, [opened]);
    assert.deepEqual(inferred(next(9_500)).moves, [opened, closed(8_000)]);
    // Its own may go on for a while.
    assert.deepEqual(inferred({ errorsToMs: 8_200 }).moves, [opened, closed(8_200)]);
  });

  it('is none where more than half of the errors of the fault said themselves that they were turned away', () => {
    const limit = 'most were turned away with 429, or 503 and Retry-After: a limit of the rate looks the same';
    assert.deepEqual([why({ shed: 1 }), why({ shed: 8 }), why({ shed: 9 })], [null, null, limit]);
    const around = (shed: number): CountedRoute[] => [3_800, 8_000].map((atMs) => ({ atMs, route: 'search', httpError: 1_000, shed }));
    assert.deepEqual([why({ shed: 8, moreRoutes: around(1_000) }), why({ shed: 9, moreRoutes: around(0) })], [null, limit]);
  });

  it('asks how long its callers took, by their median in bins that had ended before any fault', () => {
    const said = (about: Case): string | undefined => /the usual (.+): no collapse/.exec(inferred(about).detail)?.[1];
    const usual = (median: number): Times => [
      [12, 8],
      [median, 4],
      [60, 8],
    ];
    assert.equal(said({ usual: () => usual(16) }), '16 ms');
    assert.equal(said({ usual: () => usual(24) }), undefined);
    // The bin in which the fault was sent does not count, one that ended then does.
    const lastBin: Case = {
      usual: (atMs) => [
        [16, atMs === 3_800 ? 1_000 : 1],
        [40, 2],
      ],
    };
    assert.equal(said({ ...lastBin, faults: [{ ...fault, injected: [3_999, 4_000] }] }), undefined);
    assert.equal(said({ ...lastBin, faults: [{ ...fault, injected: [4_000, 4_000] }] }), '16 ms');
    // Nor what came after any fault, on whatever link.
    const later: Case = { usual: (atMs) => [[atMs < 1_000 ? 16 : 40, 20]] };
    assert.equal(said({ ...later, faults: [other([1_000, 1_004], [1_500, 1_504]), fault] }), '16 ms');
    assert.equal(said({ ...later, faults: [fault] }), undefined);
  });

  it('is none where requests that the fault does not touch were slow as well until it opened', () => {
    const stall = 'errors took 400 ms at first and 10 ms later, but requests that it does not touch were slow at first too';
    const slow = (fromMs: number, toMs: number): Case => ({ besideMs: (atMs) => (atMs >= fromMs && atMs < toMs ? 45 : 10) });
    assert.equal(why(slow(4_000, 5_000))?.startsWith(stall), true);
    for (const [fromMs, toMs] of [
      [3_000, 4_000],
      [4_800, 6_000],
    ] as const)
      assert.equal(why(slow(fromMs, toMs)), null, `${fromMs}`);
  });

  it('takes none for such a request that calls by its name, or is touched', () => {
    const slow: Case = { besideMs: (atMs) => (atMs >= 4_000 && atMs < 5_000 ? 45 : 10) };
    const trips = (about: Case): unknown => inferred({ usual: () => [[40, 100]], ...about }).moves[0];
    assert.equal(trips({ ...slow, callers: ['checkout'] }), undefined);
    assert.deepEqual(trips({ ...slow, callers: ['home', 'checkout'] }), opened);
    const touched: Case = { besideMs: (atMs) => (atMs >= 4_000 && atMs < 5_000 ? 400 : 10), callers: ['checkout'] };
    assert.deepEqual(trips(touched), opened);
  });
});
