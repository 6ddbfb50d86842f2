/** Every shape on its way from the file to a plan: with its flags, its guard, and as people read it. */
import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import type { PlannedStage } from '../../src/plan/plan.ts';
import type { Overrides } from '../../src/scenario/overrides.ts';
import { assertGolden } from '../support/golden.ts';
import { mistakesOf, planOf } from '../support/plans.ts';

const text = `version: 1
name: shapes
target: http://127.0.0.1:8080
load:
  base: 20/s
  stages:
    - {name: baseline, for: 20s, rate: 1x}
    - {name: stairs, for: 30s, rate: {step: [1x, 2x, 4x]}}
    - {name: push, for: 60s, rate: {spike: {peak: 20x, at: 10s, hold: 500ms, decay: 20s}}}
    - {name: tide, for: 60s, rate: {wave: {low: 1x, high: 3x, period: 30s}}}
    - {name: night, rate: {replay: {file: night.csv, speed: 60}}}
    - {name: recovery, for: 10s, rate: {ramp: [2x, 1x]}}
`;
const files = { 'my.yaml': text, 'night.csv': 'time,count\n0,600\n60,1800\n120,60\n' };
const stagesOf = async (overrides: Overrides): Promise<readonly PlannedStage[]> => (await planOf({ files, overrides })).plan.load.stages;

describe('shapes in a plan', () => {
  it('are printed readably', async () => {
    assertGolden('plan/shapes.txt', printPlan((await planOf({ files })).plan));
  });

  it('--peak replaces the largest multiple inside a shape, --rate moves all multiples', async () => {
    const stages = await stagesOf({ peak: '50x', rate: '10/s' });
    assert.deepEqual(stages[2]?.shape, {
      shape: 'spike',
      basePerSecond: 10,
      peakPerSecond: 500,
      atMs: 10_000,
      holdMs: 500,
      decayMs: 20_000,
    });
    assert.deepEqual(stages[3]?.shape, { shape: 'wave', lowPerSecond: 10, highPerSecond: 30, periodMs: 30_000, phaseMs: 0 });
    assert.deepEqual(stages[4]?.shape, { shape: 'replay', file: 'night.csv', everyMs: 1_000, perSecond: [10, 30, 1], speed: 60 });
  });

  it('--duration stretches what is inside a shape with its stage', async () => {
    const before = await stagesOf({});
    const after = await stagesOf({ duration: '366s' });
    const factor = 2;
    for (const [i, stage] of after.entries()) {
      assert.equal(stage.forMs, (before[i]?.forMs ?? 0) * factor);
      assert.ok(Math.abs((stage.arrivals ?? 0) - (before[i]?.arrivals ?? 0) * factor) <= 2, `${stage.name}: ${stage.arrivals}`);
    }
    assert.deepEqual(after[2]?.shape, {
      shape: 'spike',
      basePerSecond: 20,
      peakPerSecond: 400,
      atMs: 20_000,
      holdMs: 1_000,
      decayMs: 40_000,
    });
    assert.deepEqual(after[4]?.shape, { shape: 'replay', file: 'night.csv', everyMs: 2_000, perSecond: [10, 30, 1], speed: 30 });
  });

  it('the guard sees a peak that is shorter than any sample', async () => {
    const tight = text.replace('hold: 500ms, decay: 20s', 'hold: 1ms').concat('guard: {maxRate: 399/s}\n');
    assert.deepEqual(await mistakesOf({ files: { ...files, 'my.yaml': tight } }), [
      'my.yaml:9:36: stage push reaches 400/s, above guard.maxRate 399/s',
    ]);
  });

  it('a mistake inside a shape has its place', async () => {
    const rows: [string, string, string][] = [
      ['at: 10s', 'at: 10', 'my.yaml:9:60: 10 of what? write 10s'],
      ['peak: 20x', 'peak: 20', 'my.yaml:9:51: 20 of what? write 20/s, or 20x for 20 times the base'],
      ['hold: 500ms', 'hodl: 500ms', 'my.yaml:9:65: unknown key "hodl"; did you mean "hold"?'],
      ['period: 30s', 'periods: 30s', 'my.yaml:10:63: unknown key "periods"; did you mean "period"?'],
      ['step: [1x, 2x, 4x]', 'step: [1x]', 'my.yaml:8:38: expected {step: [1x, 2x, 5x]}, 2 to 1000 rates, got {"step":["1x"]}'],
      ['at: 10s', 'at: 60s', 'my.yaml:9:36: the spike would come at 1 m 00 s, and the stage lasts 1 m 00 s'],
    ];
    for (const [piece, by, mistake] of rows) {
      const found = await mistakesOf({ files: { ...files, 'my.yaml': text.replace(piece, by) } });
      assert.ok(found.includes(mistake), `${by}: ${found.join('\n')}`);
    }
  });
});
