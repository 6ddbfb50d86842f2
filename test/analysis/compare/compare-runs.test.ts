import assert from 'node:assert/strict';
import { compareRuns, sidesSchema, type MetricOfSides } from '../../../src/analysis/compare/compare-runs.ts';
import type { RunSummary } from '../../../src/events/run-summary.ts';
import { nightsBy, recovered, summary, timed } from '../../support/run-summaries.ts';

type Found = ReturnType<typeof compareRuns>;
const rowOf = ({ metrics }: Found, name: string): MetricOfSides => {
  const row = metrics.find(({ metric }) => metric === name);
  assert.ok(row, name);
  return row;
};
const times = (...p95s: number[]): RunSummary[] => p95s.map((p95) => timed(p95));

describe('two sides of runs', () => {
  it('one against one: the difference and the ratio, and nothing is claimed', () => {
    const found = compareRuns(times(40), times(400));
    const row = rowOf(found, 'p95 of checkout');
    assert.deepEqual([row.difference, row.ratio, row.p, row.verdict], [360, 10, null, 'not tested']);
    assert.equal(found.conclusive, false);
    assert.match(found.reason, /^1 run against 1: no significance is claimed, 5 a side are needed/);
    assert.deepEqual([found.worse, found.better], [[], []]);
  });

  it('four against four is not enough, however far apart', () => {
    const found = compareRuns(times(40, 41, 42, 43), times(400, 401, 402, 403));
    assert.deepEqual([found.conclusive, found.worse], [false, []]);
  });

  it('nor are five against four: the smaller side counts, and it says so', () => {
    for (const [a, b] of [
      [times(40, 41, 42, 43, 44), times(400, 401, 402, 403)],
      [times(400, 401, 402, 403), times(40, 41, 42, 43, 44)],
    ] as const) {
      const found = compareRuns(a, b);
      assert.deepEqual([found.conclusive, found.worse, found.better], [false, [], []]);
      assert.equal(
        found.reason,
        `${a.length} runs against ${b.length}: no significance is claimed, 5 a side are needed to tell a difference from chance`,
      );
      assert.equal(rowOf(found, 'p95 of checkout').reason, 'too few runs');
    }
  });

  it('five against five of which nothing differs: that is said, and no test of none', () => {
    const same = (): RunSummary[] => Array.from({ length: 5 }, () => summary());
    const found = compareRuns(same(), same());
    assert.deepEqual([found.conclusive, found.reason], [true, '5 runs against 5: nothing differs at all in what could be tested']);
    const one = compareRuns(
      [1, 2, 3, 4, 5].map((rate) => summary({ goodputPerSecond: rate })),
      same(),
    );
    assert.match(one.reason, /^5 runs against 5: exact rank tests of 1 metric on runs, together wrong in at most 5 % /);
  });

  it('each side is told by its runs: median, least and most; and what only one side knows has no difference', () => {
    const a = [30, 50, 40].map((p95) => timed(p95));
    const row = rowOf(compareRuns(a, [...times(80, 60), summary()]), 'p95 of checkout');
    assert.deepEqual(row.a, { n: 3, median: 40, min: 30, max: 50, notRecovered: 0 });
    assert.deepEqual(row.b, { n: 2, median: 70, min: 60, max: 80, notRecovered: 0 });
    for (const [before, now] of [
      [a, [summary()]],
      [[summary()], a],
    ] as const) {
      const { difference, ratio, verdict } = rowOf(compareRuns(before, now), 'p95 of checkout');
      assert.deepEqual([difference, ratio, verdict], [null, null, 'not tested']);
    }
    assert.deepEqual(rowOf(compareRuns([summary()], a), 'p95 of checkout').a, {
      n: 0,
      median: null,
      min: null,
      max: null,
      notRecovered: 0,
    });
  });

  it('of nothing there is no ratio, nor of what never ends', () => {
    const errors = rowOf(compareRuns([summary({ errorRate: 0 })], [summary({ errorRate: 0.01 })]), 'error rate by time');
    assert.deepEqual([errors.difference, errors.ratio], [0.01, null]);
    for (const [a, b] of [
      [1_000, null],
      [null, 1_000],
    ] as const) {
      const row = rowOf(compareRuns([recovered(a)], [recovered(b)]), 'recovery after payments-slow');
      assert.deepEqual([row.difference, row.ratio, row.floor], [null, null, 1_000]);
    }
  });

  it('five against five: worse where it is beyond chance and beyond the floor, with its shift', () => {
    const found = compareRuns(times(38, 39, 40, 41, 42), times(48, 49, 50, 51, 52));
    const row = rowOf(found, 'p95 of checkout');
    assert.deepEqual([row.verdict, row.shift, row.floor], ['worse', 10, 4]);
    assert.deepEqual(row.shiftInterval, [7, 13]);
    assert.equal(Number(row.p?.toFixed(5)), 0.00794);
    // Only the two times vary: two tests.
    assert.equal(Number(row.adjusted?.toFixed(5)), Number((0.0079365 * 2).toFixed(5)));
    assert.deepEqual(found.worse, ['p95 of checkout', 'p99 of checkout']);
    assert.deepEqual(compareRuns(times(48, 49, 50, 51, 52), times(38, 39, 40, 41, 42)).better, ['p95 of checkout', 'p99 of checkout']);
  });

  it('beyond chance but within the floor matters to nobody', () => {
    const found = compareRuns(times(40.1, 40.2, 40.3, 40.4, 40.5), times(41.1, 41.2, 41.3, 41.4, 41.5));
    assert.equal(rowOf(found, 'p95 of checkout').verdict, 'within the floor');
  });

  it('less goodput is worse, more is better', () => {
    const side = (...rates: number[]): RunSummary[] => rates.map((goodputPerSecond) => summary({ goodputPerSecond }));
    const [many, few] = [side(100, 101, 102, 103, 104), side(60, 61, 62, 63, 64)];
    assert.deepEqual([compareRuns(many, few).worse, compareRuns(few, many).better], [['goodput'], ['goodput']]);
  });

  it('what did not recover is the worst rank and in no number', () => {
    const a = [1_000, 1_100, 1_200, 1_300, 1_400].map((ms) => recovered(ms));
    const b = [5_000, null, null, null, null].map((ms) => recovered(ms));
    const found = compareRuns(a, b);
    const row = rowOf(found, 'recovery after payments-slow');
    assert.deepEqual(row.b, { n: 5, median: null, min: 5_000, max: null, notRecovered: 4 });
    assert.deepEqual([row.verdict, row.shift, row.shiftInterval, row.difference], ['worse', null, null, null]);
    assert.equal(Number(row.p?.toFixed(5)), 0.00794);
    assert.doesNotMatch(JSON.stringify(found), /Infinity|NaN/);
    sidesSchema.parse({ ...found, exitCode: 0, notes: [] });
  });

  it('of routes only the worst are tested with few runs, so that Holm leaves room for one to pass', () => {
    const routes = (base: number, add: number): RunSummary['routes'] =>
      Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name, index) => [name, { n: 5_000, p95: base * (index + 1) + add, p99: base * (index + 2) + add }]),
      );
    const side = (base: number): RunSummary[] =>
      [0, 1, 2, 3, 4].map((add) => summary({ routes: routes(base, add), errorRate: base / 1e4 + add / 1e5 }));
    const found = compareRuns(side(40), side(80));
    const tested = found.metrics.filter(({ p }) => p !== null);
    // 0.0079 * 6 is still below 5 %: the error rate, and the five slowest of eight.
    assert.equal(tested.length, 6);
    assert.ok(tested.every(({ adjusted }) => (adjusted as number) <= 0.05));
    assert.match(rowOf(found, 'p95 of a').reason ?? '', /only 6 metrics can be tested/);
    assert.equal(rowOf(found, 'p99 of d').verdict, 'worse');
    const six = (base: number): RunSummary[] => [...side(base), summary({ routes: routes(base, 5), errorRate: base / 1e4 + 6e-5 })];
    assert.equal(compareRuns(six(40), six(80)).metrics.filter(({ p }) => p !== null).length, 9);
  });

  it('a route whose errors differ by more than matters is tested before any time', () => {
    const names = ['a', 'b', 'c', 'd'];
    const side = (base: number, ofD: number): RunSummary[] =>
      [0, 1, 2, 3, 4].map((add) => {
        const of = (name: string, index: number): RunSummary['routes'][string] => ({
          due: 5_000,
          errorRate: name === 'd' ? ofD + add / 1e5 : 0,
          n: 5_000,
          p95: base * (index + 1) + add,
          p99: base * (index + 2) + add,
        });
        return summary({ routes: Object.fromEntries(names.map((name, index) => [name, of(name, index)])) });
      });
    const tested = (ofD: number): string[] =>
      compareRuns(side(40, 0), side(80, ofD)).metrics.flatMap(({ metric, p }) => (p === null ? [] : [metric]));
    // Where the errors differ by more than half a point, and where by less: 4e-5 are of the runs among each other.
    const slowest = ['p99 of b', 'p95 of c', 'p99 of c', 'p95 of d', 'p99 of d'];
    assert.deepEqual(tested(0.005).toSorted(), ['error rate of d', ...slowest].toSorted());
    assert.equal(tested(0.004).includes('error rate of d'), false);
    assert.equal(tested(0.004).length, 6);
  });

  it('what is not known often enough is not tested', () => {
    const gap = times(48, 49, 50, 51);
    const found = compareRuns(times(38, 39, 40, 41, 42), [...gap, timed(50, 70, { routes: {} })]);
    assert.match(rowOf(found, 'p95 of checkout').reason ?? '', /known in 5 and 4 runs/);
  });

  it('equals are hardly ever called different, however many requests a run has', () => {
    let wrong = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const night = nightsBy({ betweenRuns: 0.08, seed });
      const side = (): RunSummary[] => Array.from({ length: 5 }, () => night());
      const found = compareRuns(side(), side());
      if (found.worse.length + found.better.length > 0) wrong++;
    }
    assert.ok(wrong <= 14, `${wrong} of 200`);
  });

  it('percentiles that hang on a few requests are shown and not tested', () => {
    const few = (base: number, n: number): RunSummary[] =>
      [0, 1, 2, 3, 4].map((add) => summary({ routes: { a: { n, p95: base + add, p99: base * 2 + add } } }));
    const tested = (n: number): string[] =>
      compareRuns(few(40, n), few(80, n)).metrics.flatMap(({ metric, p }) => (p === null ? [] : [metric]));
    assert.deepEqual([tested(199), tested(200), tested(999), tested(1_000)], [[], ['p95 of a'], ['p95 of a'], ['p95 of a', 'p99 of a']]);
    assert.equal(rowOf(compareRuns(few(40, 50), few(80, 50)), 'p95 of a').difference, 40);
  });

  it('each test alone may be wrong in 5 %: together they are held to that', () => {
    // One of four metrics is apart by chance: p = 0.032 alone, 0.127 with the others.
    const side = (p95s: readonly number[], noise: readonly number[]): RunSummary[] =>
      p95s.map((p95, index) =>
        summary({
          routes: { a: { n: 5_000, p95, p99: 80 + (noise[index] as number) } },
          errorRate: (noise[index] as number) / 1e3,
          goodputPerSecond: 90 + (noise[index] as number),
        }),
      );
    const found = compareRuns(side([40, 41, 42, 43, 61], [1, 5, 2, 4, 3]), side([60, 62, 63, 64, 65], [3, 1, 4, 2, 5]));
    const row = rowOf(found, 'p95 of a');
    assert.ok((row.p as number) < 0.05 && (row.adjusted as number) > 0.05, `${row.p} and ${row.adjusted}`);
    assert.equal(row.verdict, 'not shown to differ');
  });
});
