import assert from 'node:assert/strict';
import { Histogram } from '../../src/events/histogram.ts';
import type { EventOf } from '../../src/events/event.ts';
import { LiveWindow } from '../../src/report/live-window.ts';

/** Half a second of load: `ok` answers of `ms` each and `timeouts`. */
function load(tMs: number, ok: number, ms = 10, timeouts = 0): EventOf<'load'> {
  const okTimes = new Histogram();
  okTimes.record(ms * 1_000, ok);
  const failedTimes = new Histogram();
  failedTimes.record(5_000_000, timeouts);
  const counts = { atMs: tMs - 500, stage: 0, intended: ok + timeouts, outcomes: { ok, timeout: timeouts } };
  return {
    tMs,
    type: 'load',
    bins: [counts],
    routes: [
      {
        ...counts,
        route: 'home',
        degraded: 0,
        shed: 0,
        okTimes: okTimes.toSparse(),
        failedTimes: failedTimes.toSparse(),
        serviceTimes: [],
      },
    ],
    errors: [],
  };
}

describe('the last seconds of load', () => {
  it('are unknown before anything came', () => {
    const recent = new LiveWindow().at(0);
    assert.deepEqual([recent.offeredPerSecond, recent.servedPerSecond, recent.p50Ms, recent.n], [null, null, null, 0]);
  });

  it('hold rates of 2 s, and percentiles and failures of 5 s', () => {
    const window = new LiveWindow();
    for (let tMs = 500; tMs <= 10_000; tMs += 500)
      window.add(load(tMs, tMs <= 7_000 ? 50 : 100, tMs <= 7_000 ? 10 : 20, tMs === 6_000 ? 3 : 0));
    const recent = window.at(10_000);
    assert.equal(recent.offeredPerSecond, 200);
    assert.equal(recent.servedPerSecond, 200);
    assert.equal(recent.n, 4 * 50 + 6 * 100 + 3);
    assert.deepEqual([...recent.failures], [['timeout', 3]]);
    assert.ok(Math.abs((recent.p95Ms ?? 0) - 20) < 0.2);
  });

  for (const [n, p95, p99] of [
    [19, false, false],
    [20, true, false],
    [99, true, false],
    [100, true, true],
  ] as const)
    it(`of ${n} samples ${p99 ? 'both percentiles are' : p95 ? 'only p95 is' : 'neither percentile is'} shown`, () => {
      const window = new LiveWindow();
      window.add(load(500, n));
      const recent = window.at(500);
      assert.deepEqual([recent.p95Ms !== null, recent.p99Ms !== null], [p95, p99]);
    });

  it('are forgotten once they are over: a stalled stream shows nothing old as new', () => {
    const window = new LiveWindow();
    window.add(load(500, 100));
    assert.equal(window.at(5_400).n, 100);
    const stalled = window.at(5_600);
    assert.deepEqual([stalled.n, stalled.offeredPerSecond, stalled.p50Ms], [0, null, null]);
  });

  it('keep no more than they need, however long the run is', () => {
    const window = new LiveWindow();
    for (let tMs = 500; tMs <= 3_600_000; tMs += 500) window.add(load(tMs, 1));
    assert.equal((window as unknown as { slices: unknown[] }).slices.length, 10);
  });
});
