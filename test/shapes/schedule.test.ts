import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { scheduleOf, type ScheduledStage } from '../../src/shapes/schedule.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';
import { anyShape, near } from './shape.common.ts';

const stages = fc
  .array(fc.record({ shape: anyShape, forMs: fc.integer({ min: 0, max: 120_000 }) }), { minLength: 1, maxLength: 6 })
  .map(inLine);

function inLine(parts: readonly { shape: ShapeSpec; forMs: number }[]): ScheduledStage[] {
  let startMs = 0;
  return parts.map(({ shape, forMs }) => {
    const stage = { startMs, forMs, shape };
    startMs += forMs;
    return stage;
  });
}

function timesOf(parts: readonly { shape: ShapeSpec; forMs: number }[]): number[] {
  const schedule = scheduleOf(inLine(parts));
  return Array.from({ length: schedule.total }, (_, k) => schedule.timeOf(k));
}

describe('scheduleOf', () => {
  it('has as many arrivals as the integral says, +-1/2, each where the integral reaches k + 1/2', () => {
    fc.assert(
      fc.property(stages, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (list, share) => {
        const schedule = scheduleOf(list);
        const integral = schedule.sentBy(schedule.endMs);
        assert.ok(Math.abs(schedule.total - integral) <= 0.5 + 1e-6, `${schedule.total} of ${integral}`);
        if (schedule.total === 0) return;
        const k = Math.floor(share * schedule.total);
        const time = schedule.timeOf(k);
        assert.ok(time >= 0 && time <= schedule.endMs);
        near(schedule.sentBy(time), k + 0.5, 1e-6);
        assert.ok(Math.abs(schedule.arrivalsBefore(schedule.endMs) - schedule.total) === 0);
      }),
    );
  });

  it('has less than one arrival more or less than the integral in any stretch', () => {
    fc.assert(
      fc.property(stages, fc.nat({ max: 700_000 }), fc.nat({ max: 700_000 }), (list, a, b) => {
        const schedule = scheduleOf(list);
        const [from, to] = a < b ? [a, b] : [b, a];
        const arrivals = schedule.arrivalsBefore(to) - schedule.arrivalsBefore(from);
        assert.ok(Math.abs(arrivals - (schedule.sentBy(to) - schedule.sentBy(from))) < 1 + 1e-6);
      }),
    );
  });

  it('1000/s is 100 +-1 in every 100 ms, through a change of rate', () => {
    const times = timesOf([
      { shape: { shape: 'constant', perSecond: 1_000 }, forMs: 2_050 },
      { shape: { shape: 'constant', perSecond: 1_000.4 }, forMs: 1_950 },
    ]);
    const bins = Array.from({ length: 40 }, (_, i) => times.filter((time) => time >= i * 100 && time < (i + 1) * 100).length);
    assert.ok(
      bins.every((count) => Math.abs(count - 100) <= 1),
      bins.join(' '),
    );
    assert.equal(times.length, 4_001);
  });

  it('carries the fraction of one stage into the next', () => {
    const thirds = Array.from({ length: 9 }, () => ({ shape: { shape: 'constant' as const, perSecond: 1 / 3 }, forMs: 1_000 }));
    assert.deepEqual(timesOf(thirds).map(Math.round), [1_500, 4_500, 7_500]);
  });

  it('is silent where the rate is 0, and outside', () => {
    const schedule = scheduleOf(
      inLine([
        { shape: { shape: 'constant', perSecond: 10 }, forMs: 1_000 },
        { shape: { shape: 'constant', perSecond: 0 }, forMs: 5_000 },
        { shape: { shape: 'constant', perSecond: 10 }, forMs: 1_000 },
      ]),
    );
    assert.equal(schedule.total, 20);
    assert.equal(schedule.timeOf(9), 950);
    assert.equal(schedule.timeOf(10), 6_050);
    assert.deepEqual(
      [-1, 0, 999, 1_000, 6_000, 7_000].map((t) => schedule.rateAt(t)),
      [0, 10, 10, 0, 10, 0],
    );
    assert.equal(schedule.sentBy(99_999), 20);
  });

  it('without stages there is nothing', () => {
    const schedule = scheduleOf([]);
    assert.deepEqual([schedule.total, schedule.endMs, schedule.sentBy(5), schedule.rateAt(0)], [0, 0, 0, 0]);
  });
});
