import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Arrivals } from '../../../../src/run/load/pace/arrivals.ts';
import { Random } from '../../../../src/run/random.ts';
import { shapeOf } from '../../../../src/shapes/shelf.ts';
import { scheduleOf, type ScheduledStage } from '../../../../src/shapes/schedule.ts';
import { anyShape } from '../../../shapes/shape.common.ts';

const stages: ScheduledStage[] = [
  { startMs: 0, forMs: 1_000, shape: { shape: 'constant', perSecond: 30 } },
  { startMs: 1_000, forMs: 2_000, shape: { shape: 'ramp', fromPerSecond: 30, toPerSecond: 75 } },
];

function takeUntil(arrivals: Arrivals, untilMs: number): number[] {
  const times: number[] = [];
  for (; arrivals.next() < untilMs; arrivals.advance()) times.push(arrivals.next());
  return times;
}

describe('Arrivals', () => {
  it('uniform: exactly the schedule', () => {
    const schedule = scheduleOf(stages);
    const times = takeUntil(new Arrivals(stages, 'uniform', Math.random), 1e9);
    assert.equal(times.length, schedule.total);
    assert.deepEqual(
      times,
      times.map((_, k) => schedule.timeOf(k)),
    );
  });

  it('poisson: the same for the same seed, about as many as the integral over many seeds', () => {
    const totals = Array.from(
      { length: 200 },
      (_, seed) => takeUntil(new Arrivals(stages, 'poisson', new Random(seed).sequence('a')), 1e9).length,
    );
    const again = takeUntil(new Arrivals(stages, 'poisson', new Random(3).sequence('a')), 1e9).length;
    assert.equal(again, totals[3]);
    const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
    // 135 arrivals; four standard errors of the mean of 200 runs.
    assert.ok(Math.abs(mean - 135) < (4 * Math.sqrt(135)) / Math.sqrt(200), `mean ${mean}`);
    assert.ok(new Set(totals).size > 10);
  });

  it('a hold adds its rate times its length, puts off the rest by its length, and loses no fraction', () => {
    const holds = fc.array(fc.record({ after: fc.integer({ min: 0, max: 1_500 }), lasts: fc.integer({ min: 0, max: 3_000 }) }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(holds, (list) => {
        const schedule = scheduleOf(stages);
        const arrivals = new Arrivals(stages, 'uniform', Math.random);
        const times: number[] = [];
        let now = 0;
        let shift = 0;
        let expected = schedule.sentBy(schedule.endMs);
        for (const { after, lasts } of list) {
          if (now + after >= arrivals.endMs) break;
          now += after;
          times.push(...takeUntil(arrivals, now));
          arrivals.hold(now);
          assert.equal(arrivals.endMs, Number.POSITIVE_INFINITY);
          expected += (schedule.rateAt(now - shift) * lasts) / 1_000;
          now += lasts;
          times.push(...takeUntil(arrivals, now));
          assert.equal(arrivals.release(now), lasts);
          shift += lasts;
        }
        times.push(...takeUntil(arrivals, 1e9));
        assert.equal(arrivals.endMs, schedule.endMs + shift);
        assert.ok(Math.abs(times.length - expected) <= 0.5 + 1e-6, `${times.length} of ${expected}`);
        assert.ok(times.every((time, i) => i === 0 || time >= (times[i - 1] as number) - 1e-6));
        assert.ok((times.at(-1) ?? 0) <= arrivals.endMs);
      }),
    );
  });

  it('lanes together are the whole, whatever the stages, the seed, the spread and the holds', () => {
    const stageLists = fc.array(
      fc.record({
        forMs: fc.integer({ min: 50, max: 4_000 }),
        shape: anyShape.filter((shape) => shapeOf(shape, 4_000).peakPerSecond <= 2_000),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const hold = fc.option(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), lastsMs: fc.integer({ min: 1, max: 1_500 }) }));
    fc.assert(
      fc.property(
        stageLists,
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1_000),
        fc.constantFrom('uniform' as const, 'poisson' as const),
        hold,
        (list, of, seed, arrival, held) => {
          let startMs = 0;
          const placed = list.map(({ forMs, shape }) => {
            startMs += forMs;
            return { startMs: startMs - forMs, forMs, shape };
          });
          const times = (lane: { index: number; of: number }): [number, number][] => {
            const arrivals = new Arrivals(placed, arrival, new Random(seed).sequence('arrivals'), lane);
            const taken: [number, number][] = [];
            const take = (untilMs: number): void => {
              for (; arrivals.next() <= untilMs; arrivals.advance()) taken.push([arrivals.number, arrivals.next()]);
            };
            if (held !== null) {
              const atMs = held.at * (startMs - 1);
              take(atMs);
              arrivals.hold(atMs);
              take(atMs + held.lastsMs);
              arrivals.release(atMs + held.lastsMs);
            }
            take(1e9);
            return taken;
          };
          const whole = times({ index: 0, of: 1 });
          const lanes = Array.from({ length: of }, (_, index) => times({ index, of }))
            .flat()
            .toSorted((a, b) => a[0] - b[0]);
          assert.deepEqual(lanes, whole);
          if (arrival === 'poisson' || held !== null) return;
          const schedule = scheduleOf(placed);
          assert.ok(Math.abs(whole.length - schedule.sentBy(schedule.endMs)) <= 1);
          for (let fromMs = 0; fromMs < startMs; fromMs += 1_000) {
            const integral = schedule.sentBy(fromMs + 1_000) - schedule.sentBy(fromMs);
            const count = whole.filter(([, time]) => time >= fromMs && time < fromMs + 1_000).length;
            assert.ok(Math.abs(count - integral) <= 2, `${count} in the second from ${fromMs}, integral ${integral}`);
          }
        },
      ),
    );
  });

  it('a hold after the end is none', () => {
    const arrivals = new Arrivals(stages, 'uniform', Math.random);
    arrivals.hold(3_000);
    assert.equal(arrivals.release(4_000), 0);
    assert.equal(arrivals.endMs, 3_000);
  });
});
