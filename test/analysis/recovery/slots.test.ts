import assert from 'node:assert/strict';
import { ScopeCounts, slotsOf } from '../../../src/analysis/recovery/slots.ts';
import { readRecord } from '../../../src/analysis/run-record.ts';
import { binsOf, slotsOf as plain, times, well } from '../../support/judged-slots.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticStage } from '../../support/synthetic-log.ts';

const slots = (stages: readonly SyntheticStage[]) =>
  slotsOf(
    readRecord(syntheticLog({ stages, meets: (_, random) => ({ ms: around(20, random) }), faults: [latencyFault('f', 4_000, 500)] })),
  );

describe('the grid of recovery', () => {
  it('is of 200 ms, cut where stages meet', () => {
    const grid = slots([stage('baseline', 1.1, 20), stage('peak', 0.5, 40)]);
    assert.deepEqual(
      grid.map(({ atMs, toMs, stage, offered }) => [atMs, toMs, stage, offered]),
      [
        [0, 200, 0, 20],
        [200, 400, 0, 20],
        [400, 600, 0, 20],
        [600, 800, 0, 20],
        [800, 1_000, 0, 20],
        [1_000, 1_100, 0, 20],
        [1_100, 1_200, 1, 40],
        [1_200, 1_400, 1, 40],
        [1_400, 1_600, 1, 40],
      ],
    );
  });

  it('knows the first 3 s of the baseline, and of no other stage', () => {
    const warm = slots([stage('before', 2, 20), stage('baseline', 10, 20), stage('peak', 5, 20)]).filter(({ warmingUp }) => warmingUp);
    assert.deepEqual([warm[0]?.atMs, warm.at(-1)?.toMs, warm.length], [2_000, 5_000, 15]);
  });

  it('has the rate of a steady stage as its level, and of a ramp two digits of it', () => {
    const ramp: SyntheticStage = { name: 'ramp', forMs: 2_000, shape: { shape: 'ramp', fromPerSecond: 100, toPerSecond: 200 } };
    const grid = slots([stage('baseline', 1, 123), ramp]);
    assert.equal(grid[0]?.level, 123);
    assert.deepEqual(
      grid.slice(5, 8).map(({ offered, level }) => [Math.round(offered), level]),
      [
        [105, 110],
        [115, 120],
        [125, 130],
      ],
    );
  });
});

describe('what a scope did in each slot', () => {
  it('adds up bins of the stage and time, and leaves out what came after the load', () => {
    const grid = plain(3).map((slot, i) => ({ ...slot, stage: i < 2 ? 0 : 1 }));
    const bins = binsOf(times(5, { ok: 30, failed: 10 }));
    const counts = new ScopeCounts(
      'route',
      'home',
      [
        // A bin that begins before its stage's first slot belongs to that; one of a stage without slots to none.
        { ...bins[1]!, stage: 1 },
        { ...bins[0]!, stage: 0 },
        { ...bins[1]!, atMs: 300, stage: 0 },
        { ...bins[2]!, atMs: 450, stage: 0 },
        { ...bins[2]!, stage: 1 },
        { ...bins[3]!, stage: 1 },
        { ...bins[0]!, stage: 5 },
      ],
      grid,
    );
    assert.deepEqual([...counts.due], [40, 80, 80]);
    assert.deepEqual([...counts.failed], [10, 20, 20]);
    assert.deepEqual(
      counts.bins.map(({ length }) => length),
      [1, 2, 2],
    );
    assert.deepEqual([counts.timesAt(1).count, counts.okTimesAt(1).count], [80, 60]);
    assert.deepEqual([counts.timesAt(9).count, counts.okTimesAt(9).count], [0, 0]);
  });

  it('counts no cancelled ones', () => {
    const [bin] = binsOf([{ ok: 30, failed: 10 }]);
    const counts = new ScopeCounts('route', 'home', [{ ...bin!, intended: 45, outcomes: { ...bin!.outcomes, cancelled: 5 } }], plain(2));
    assert.deepEqual([counts.due[0], counts.failed[0]], [40, 10]);
  });

  it('is called by its kind', () => {
    const called = (kind: 'route' | 'journey' | 'all'): string => new ScopeCounts(kind, 'buy', binsOf(times(1, well)), plain(1)).called;
    assert.deepEqual([called('route'), called('journey'), called('all')], ['buy', 'journey buy', 'all routes']);
  });
});
