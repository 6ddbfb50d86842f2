import assert from 'node:assert/strict';
import { readRecord, type RunRecord } from '../../src/analysis/run-record.ts';
import { stepIn, whyNoStep } from '../../src/analysis/step.ts';
import type { Event, RouteBin } from '../../src/events/event.ts';
import { Histogram } from '../../src/events/histogram.ts';
import { latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

/** What every bin of a stretch has; without `of` it is of route home, in the first stage. */
interface Counted {
  readonly ok?: number;
  readonly failed?: number;
  readonly degraded?: number;
  readonly cancelled?: number;
  /** Of the ok ones, in turn; default 20 ms. */
  readonly ms?: readonly number[];
  readonly of?: string;
  readonly stage?: number;
}

const well: Counted = { ok: 10 };
const failing: Counted = { failed: 10 };

/** One bin per 200 ms of [from, to). */
function bins(fromMs: number, toMs: number, { ok = 0, failed = 0, degraded = 0, cancelled = 0, ms = [20], ...at }: Counted): RouteBin[] {
  const times = new Histogram();
  for (let k = 0; k < ok; k += 1) times.record(ms[k % ms.length]! * 1_000);
  return Array.from({ length: Math.round((toMs - fromMs) / 200) }, (_, i) => ({
    atMs: fromMs + i * 200,
    stage: at.stage ?? 0,
    route: at.of ?? 'home',
    intended: ok + failed + cancelled,
    outcomes: { ok, httpError: failed, cancelled },
    degraded,
    shed: 0,
    okTimes: times.toSparse(),
    failedTimes: [],
    serviceTimes: times.toSparse(),
  }));
}

interface Around {
  readonly stages?: SyntheticOptions['stages'];
  /** Others than f; each with its beginning and length. */
  readonly others?: readonly (readonly [atMs: number, forMs: number])[];
  /** Of [sent, confirmed] around each injection and removal. */
  readonly callMs?: number;
}

/** Fault f is in from 40 s to 50 s. */
function recordOf(counted: readonly RouteBin[][], { stages = [stage('load', 100, 50)], others = [], callMs = 0 }: Around = {}): RunRecord {
  const faults = [latencyFault('f', 40_000, 10_000), ...others.map(([atMs, forMs], i) => latencyFault(`other${i}`, atMs, forMs))];
  const frame = syntheticLog({ stages, faults, callMs, meets: () => ({ ms: 20 }) }).filter(({ type }) => type !== 'load');
  const load: Event = { tMs: 90_000, type: 'load', bins: [], routes: counted.flat(), errors: [] };
  return readRecord([...frame, load]);
}

const f = (record: RunRecord) => record.faults.find(({ id }) => id === 'f')!;
const step = (...[counted, around]: Parameters<typeof recordOf>): string | null => {
  const record = recordOf(counted, around);
  return stepIn(record, f(record));
};
const whyNone = (...[counted, around]: Parameters<typeof recordOf>): string | null => {
  const record = recordOf(counted, around);
  assert.equal(stepIn(record, f(record)), null);
  return whyNoStep(record, f(record));
};

const full = 'failures of home rose from 0 % to 100 % with the injection and fell to 0 % with the removal';
const goodBefore = bins(30_000, 40_000, well);
const failingIn = bins(40_000, 50_000, failing);
const goodAfter = bins(50_000, 60_000, well);

describe('a step in the requests of a run', () => {
  it('is what rose with the injection and fell with the removal', () => {
    assert.equal(step([goodBefore, failingIn, goodAfter]), full);
    const degraded = bins(40_000, 50_000, { ok: 10, degraded: 5 });
    assert.equal(
      step([goodBefore, degraded, goodAfter]),
      'fallbacks of home rose from 0 % to 50 % with the injection and fell to 0 % with the removal',
    );
  });

  it('is of one route, whatever the others do', () => {
    const pay = [bins(30_000, 40_000, { ...well, of: 'pay' }), bins(40_000, 60_000, { ...failing, of: 'pay' })];
    assert.equal(step([goodBefore, failingIn, goodAfter, ...pay]), full);
  });

  describe('is looked for', () => {
    it('within 30 s before', () => {
      assert.equal(step([bins(10_000, 12_000, well), failingIn, goodAfter]), full);
      assert.equal(step([bins(10_000, 12_000, well), bins(2_000, 10_000, failing), failingIn, goodAfter]), full);
      assert.equal(
        whyNone([bins(2_000, 10_000, well), failingIn, goodAfter])?.split(':')[0],
        '0 requests before it and 500 while it was in',
      );
    });

    it('within 30 s after', () => {
      assert.equal(step([goodBefore, failingIn, bins(78_000, 80_000, well)]), full);
      assert.equal(step([goodBefore, failingIn, bins(78_000, 80_000, well), bins(80_000, 90_000, failing)]), full);
      assert.match(whyNone([goodBefore, failingIn, bins(80_000, 90_000, well)]) ?? '', / no request came after the removal:/);
    });

    it('in bins that were wholly before, in or after it', () => {
      // Sent to confirmed: 39.9 s to 40.1 s, 49.9 s to 50.1 s.
      const whole = [bins(30_000, 39_800, well), bins(40_200, 49_800, failing), bins(50_000, 60_000, well)];
      const half = [bins(39_800, 40_000, failing), bins(40_000, 40_200, well), bins(49_800, 50_000, well)];
      assert.equal(step([...whole, ...half], { callMs: 200 }), full);
      const edges = [bins(30_000, 39_800, well), bins(39_800, 40_000, { ok: 8, failed: 2 }), failingIn, goodAfter];
      assert.match(step(edges) ?? '', /rose from 0\.4 % to 100 %/);
      const last = [goodBefore, bins(40_000, 49_800, failing), bins(49_800, 50_000, { ok: 8, failed: 2 }), goodAfter];
      assert.match(step(last) ?? '', /from 0 % to 98\.4 %/);
    });

    it('in time without another fault', () => {
      const others = [[34_000, 2_000]] as const;
      // The last of its bins ends with the other's injection, the first begins with its removal.
      const before = [
        bins(32_000, 33_800, well),
        bins(33_800, 34_000, { failed: 1, ok: 9 }),
        bins(34_000, 36_000, failing),
        bins(36_000, 36_200, { failed: 1, ok: 9 }),
        bins(36_200, 38_000, well),
      ];
      // 2 of 200.
      assert.match(step([...before, failingIn, goodAfter], { others }) ?? '', /rose from 1 % to 100 %/);
    });

    it('but not in a bin into which another fault came, or from which it went', () => {
      const others = [[33_950, 2_100]] as const;
      const before = [bins(32_000, 33_800, well), bins(33_800, 36_200, failing), bins(36_200, 38_000, well)];
      assert.equal(step([...before, failingIn, goodAfter], { others }), full);
    });

    it('not while another one is still in', () => {
      const others = [[30_000, 200_000]] as const;
      const still = [bins(20_000, 30_000, well), bins(30_000, 40_000, well), failingIn, goodAfter];
      assert.equal(
        whyNone(still, { others }),
        'no route had 30 requests on each side that can be compared: at the same load and without another fault',
      );
    });
  });

  describe('is against time at the same load', () => {
    const loaded = (perSecond: number): Around => ({ stages: [stage('before', 40, perSecond), stage('on', 60, 200)] });
    const then = [bins(40_000, 50_000, { ...failing, stage: 1 }), bins(50_000, 60_000, { ...well, stage: 1 })];

    it('which is one that differs by a tenth at most', () => {
      for (const perSecond of [182, 218]) assert.equal(step([goodBefore, ...then], loaded(perSecond)), full);
      for (const perSecond of [176, 224])
        assert.match(whyNone([goodBefore, ...then], loaded(perSecond)) ?? '', /^no route had 30 requests/);
    });

    it('where it is the load that the fault had for most of its time', () => {
      const stages = [stage('a', 40, 200), stage('b', 4, 100), stage('c', 56, 200)];
      const counted = [
        goodBefore,
        // What was at another load is not counted.
        bins(40_000, 44_000, { ...well, stage: 1 }),
        bins(44_000, 50_000, { ...failing, stage: 2 }),
        bins(50_000, 60_000, { ...well, stage: 2 }),
      ];
      assert.equal(step(counted, { stages }), full);
    });
  });

  describe('fills both halves of the window', () => {
    const inFault = (failingBins: number): RouteBin[][] => {
      const untilMs = 40_000 + failingBins * 200;
      return [bins(40_000, untilMs, failing), bins(untilMs, 50_000, well)];
    };

    it('by five points at least', () => {
      assert.equal(step([goodBefore, ...inFault(25), goodAfter]), null);
      // 1 of 25.
      assert.equal(step([goodBefore, ...inFault(26), goodAfter]), null);
      // 2 of 25.
      assert.match(step([goodBefore, ...inFault(27), goodAfter]) ?? '', /to 54 %/);
      const late = [bins(40_000, 44_600, well), bins(44_600, 50_000, failing)];
      assert.match(step([goodBefore, ...late, goodAfter]) ?? '', /to 54 %/);
      assert.equal(step([goodBefore, bins(40_000, 45_000, well), bins(45_000, 50_000, failing), goodAfter]), null);
    });

    it('as far as there were requests in it', () => {
      const cancelled = bins(44_000, 50_000, { cancelled: 10 });
      assert.equal(step([goodBefore, bins(40_000, 44_000, failing), cancelled, goodAfter]), full);
    });
  });

  describe('of slow answers', () => {
    const slow = (usual: readonly number[], ms: number): string | null =>
      step([
        bins(30_000, 40_000, { ok: 10, ms: usual }),
        bins(40_000, 50_000, { ok: 10, ms: [ms] }),
        bins(50_000, 60_000, { ok: 10, ms: usual }),
      ]);
    const rose = 'slow answers of home rose from 0 % to 100 % with the injection and fell to 0 % with the removal';

    it('are those that take 20 ms more than the usual p95', () => {
      assert.equal(slow([20], 39), null);
      assert.equal(slow([20], 42), rose);
      // Nine of ten at 5 ms.
      const usual = [30, 5, 5, 5, 5, 5, 5, 5, 5, 5];
      assert.equal(slow(usual, 49), null);
      assert.equal(slow(usual, 52), rose);
    });

    it('and half as much again', () => {
      const usual = [100, 20, 20, 20, 20, 20, 20, 20, 20, 20];
      for (const before of [[100], usual]) {
        assert.equal(slow(before, 148), null);
        assert.equal(slow(before, 153), rose);
      }
    });
  });
});

describe('why no step was seen', () => {
  const needs = ': a step needs 30 of a route on each side';
  const few = (n: number, atMs: number, counted: Counted): RouteBin[] =>
    bins(atMs, atMs + 200, { ...counted, ok: n - (counted.failed ?? 0) });

  it('says that there were fewer than 30 requests on a side', () => {
    assert.equal(whyNone([few(29, 39_800, {}), failingIn, goodAfter]), `29 requests before it and 500 while it was in${needs}`);
    assert.equal(step([few(30, 39_800, {}), failingIn, goodAfter]), full);
    const two = (n: number) => [bins(40_000, 40_200, { failed: 10 }), bins(45_000, 45_200, { failed: n - 10 })];
    assert.equal(whyNone([goodBefore, ...two(29), goodAfter]), `500 requests before it and 29 while it was in${needs}`);
    assert.equal(step([goodBefore, ...two(30), goodAfter]), full);
  });

  it('counts what was wholly before it, and wholly in it', () => {
    const edge = [
      few(10, 39_600, {}),
      few(10, 39_800, {}),
      few(10, 40_000, {}),
      few(10, 40_200, {}),
      few(10, 49_600, {}),
      few(10, 49_800, {}),
    ];
    assert.equal(whyNone(edge), `20 requests before it and 40 while it was in${needs}`);
    assert.equal(whyNone(edge, { callMs: 200 }), `10 requests before it and 20 while it was in${needs}`);
  });

  it('says so of routes of which none had 30', () => {
    const routes = (before: number, during: number) =>
      ['a', 'b'].flatMap((of) => [few(before, 39_800, { of }), few(during, 40_000, { of }), few(during, 45_000, { of })]);
    const none = /^no route had 30 requests on each side that can be compared/;
    assert.match(whyNone(routes(29, 20)) ?? '', none);
    assert.match(whyNone(routes(40, 14)) ?? '', none);
    assert.equal(whyNone(routes(30, 15)), null);
  });

  it('says nothing where nothing rose', () => {
    assert.equal(whyNone([bins(30_000, 60_000, well)]), null);
  });

  it('says that what rose did not fall, or that too little came after the removal', () => {
    const began = 'failures of home rose from 0 % to 100 % with the injection and';
    const after = (n: number): string | null => whyNone([goodBefore, failingIn, n === 0 ? [] : few(n, 50_000, { failed: n })]);
    const ends = 'a step ends with the removal';
    assert.equal(after(0), `${began} no request came after the removal: ${ends}`);
    assert.equal(after(1), `${began} only 1 request came after the removal: ${ends}`);
    assert.equal(after(2), `${began} only 2 requests came after the removal: ${ends}`);
    assert.equal(after(29), `${began} only 29 requests came after the removal: ${ends}`);
    assert.equal(after(30), `${began} did not fall with the removal: ${ends}`);
  });
});
