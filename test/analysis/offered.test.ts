import assert from 'node:assert/strict';
import { holdsOf, offeredIn } from '../../src/analysis/offered.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';

const stage = (shape: ShapeSpec | null, users: number | null = null) => ({
  planned: { name: 's', startMs: 0, forMs: 10_000, shape, users, arrivals: null },
  startMs: 5_000,
  endMs: 15_000,
});
const command = (name: string, tMs: number) => ({ type: 'command' as const, command: name, from: 'key', detail: '', tMs });

describe('offered load', () => {
  it('is the mean of the curve, also across a jump', () => {
    const offered = offeredIn(stage({ shape: 'step', perSecond: [100, 300] }), []);
    assert.equal(offered(5_000, 5_200), 100);
    assert.equal(offered(9_950, 10_150), 250);
    assert.equal(offered(10_000, 10_200), 300);
  });

  it('of a constant stage is exactly its rate, in holds and beyond its planned end', () => {
    const offered = offeredIn(stage({ shape: 'constant', perSecond: 0.1 }), [{ fromMs: 6_000, toMs: 9_000 }]);
    assert.deepEqual([offered(5_000, 5_200), offered(7_000, 7_200), offered(20_000, 20_200)], [0.1, 0.1, 0.1]);
  });

  it('stays at the rate of the moment in a hold, and goes on from there', () => {
    const holds = holdsOf([
      command('note', 1),
      command('hold', 7_000),
      command('hold', 7_500),
      command('release', 9_000),
      command('hold', 90_000),
    ]);
    assert.deepEqual(holds, [
      { fromMs: 7_000, toMs: 9_000 },
      { fromMs: 90_000, toMs: Number.POSITIVE_INFINITY },
    ]);
    const ramp = { shape: 'ramp', fromPerSecond: 0, toPerSecond: 100 } as const;
    const offered = offeredIn({ ...stage(ramp), endMs: 17_000 }, holds);
    const near = (actual: number, wanted: number): void => assert.ok(Math.abs(actual - wanted) < 1e-6, `${actual}, wanted ${wanted}`);
    near(offered(6_900, 7_000), 19.5);
    near(offered(7_000, 7_200), 20);
    near(offered(8_800, 9_000), 20);
    near(offered(9_000, 9_200), 21);
    near(offered(16_900, 17_000), 99.5);
    near(offered(17_500, 17_700), 100);
  });

  it('of users is their number: alike times have alike users', () => {
    assert.equal(offeredIn(stage(null, 50), [])(5_000, 5_200), 50);
  });
});
