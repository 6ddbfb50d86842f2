import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { chartData, endOf, mostPoints } from '../../src/report/chart-data.ts';
import { breached, empty, held, samples } from '../support/sample-analysis.ts';

type Move = readonly [instance: string, from: string, to: string, atMs: number];

function withMoves(...moves: Move[]): Analysis {
  const transitions = moves.map(([instance, from, to, atMs]) => ({
    instance,
    from,
    to,
    atMs: [atMs - 100, atMs + 100] as [number, number],
    evidence: 'A' as const,
  }));
  return { ...held, breakers: held.breakers.map((breaker) => ({ ...breaker, transitions })) };
}

describe('what the charts draw', () => {
  for (const [name, analysis] of Object.entries(samples))
    it(`${name}: every column is as long as the axis, which rises from 0 to the end`, () => {
      const data = chartData(analysis);
      const columns = [
        data.offered,
        data.ok,
        data.degraded,
        data.p50,
        data.p95,
        data.p99,
        ...data.errors.map(({ perSecond }) => perSecond),
      ];
      for (const column of columns) assert.equal(column.length, data.x.length);
      assert.deepEqual(
        [...data.x],
        data.x.toSorted((a, b) => a - b),
      );
      assert.deepEqual([data.x[0], data.x.at(-1)], [0, endOf(analysis)]);
    });

  it("a point stands in the middle of its second, with that second's figures", () => {
    const data = chartData(held);
    assert.deepEqual([data.x[1], data.offered[1], data.p95[1]], [0.5, 100, held.series[0]?.responseMs.p95]);
    assert.equal(data.step, 1);
  });

  it('only outcomes that occurred are drawn, most frequent first, by their spoken names', () => {
    assert.deepEqual(
      chartData(held).errors.map(({ outcome, name }) => [outcome, name]),
      [
        ['timeout', 'timeout'],
        ['httpError', 'http error'],
      ],
    );
    assert.deepEqual(chartData(empty).errors, []);
  });

  it('faults are windows in seconds, recovery a moment, and neither is made up', () => {
    assert.deepEqual(chartData(held).faults, [{ id: 'payments-slow', from: 45.0087, to: 65.002 }]);
    assert.deepEqual(
      chartData(held).recovered.map(({ at }) => Math.round(at * 100)),
      [6_625],
    );
    assert.deepEqual(chartData(breached).recovered, []);
    assert.deepEqual(chartData(empty).faults, []);
  });

  it('a breaker that opens again and again is marked where it left closed and where it closed', () => {
    const marks = chartData(held).trips.map(({ text, open, at }) => [text, open, Math.round(at * 10) / 10]);
    assert.deepEqual(marks, [
      ['payments opens 3×', true, 49],
      ['payments closes', false, 65.8],
    ]);
  });

  it('two instances are one episode from the first that opens to the last that closes', () => {
    const moves: Move[] = [
      ['a', 'closed', 'open', 10_000],
      ['b', 'closed', 'open', 11_000],
      ['a', 'open', 'half-open', 12_000],
      ['a', 'half-open', 'closed', 13_000],
      ['b', 'open', 'half-open', 14_000],
      ['b', 'half-open', 'closed', 15_000],
      ['a', 'closed', 'open', 20_000],
    ];
    assert.deepEqual(
      chartData(withMoves(...moves)).trips.map(({ text, at }) => [text, at]),
      [
        ['payments opens 2×', 10],
        ['payments closes', 15],
        ['payments opens', 20],
      ],
    );
  });

  it('a breaker that was open when the watch began still closes', () => {
    const marks = chartData(withMoves(['a', 'open', 'half-open', 5_000], ['a', 'half-open', 'closed', 6_000])).trips;
    assert.deepEqual(
      marks.map(({ text }) => text),
      ['payments closes'],
    );
  });

  it('very long runs are drawn in blocks: rates as means, times as the worst', () => {
    const [second] = held.series;
    assert.ok(second);
    const series = Array.from({ length: 4 * mostPoints }, (_, index) => ({
      ...second,
      tMs: index * 1_000,
      offered: index % 4 === 0 ? 200 : 100,
      responseMs: { p50: 1, p95: 2, p99: index % 4 === 3 ? 900 : null },
    }));
    const data = chartData({ ...held, series, run: { ...held.run, durationMs: series.length * 1_000 } });
    assert.equal(data.step, 4);
    assert.equal(data.x.length, mostPoints + 2);
    assert.deepEqual([data.x[1], data.offered[1], data.p99[1]], [2, 125, 900]);
  });
});
