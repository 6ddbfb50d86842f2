/** What every shape owes: the laws that a schedule and a report build on. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { scheduleOf } from '../../src/shapes/schedule.ts';
import { ratesOf, shapeOf } from '../../src/shapes/shelf.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';
import { parseMultiple, parseRate } from '../../src/units.ts';

/** Rates as people write them: whole or with a fraction, 0 included. */
export const rate = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }),
  fc.integer({ min: 0, max: 500_000 }).map((thousandths) => thousandths / 1_000),
);
/** As `rate`, and 0 as often: silence between arrivals. */
const rateOrSilence = fc.oneof(rate, fc.constant(0));
/** Of a stage: from its beginning to its end. */
export const share = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000);
export const lengthMs = fc.integer({ min: 1, max: 600_000 });

/** Rates as text, 1x being 20/s. */
export function base20(text: string): number | undefined {
  const multiple = parseMultiple(text);
  return multiple === undefined ? parseRate(text) : multiple * 20;
}

/** Every shape there is, in its laws and in the schedule's. */
export const specs = {
  constant: rate.map((perSecond) => ({ shape: 'constant' as const, perSecond })),
  ramp: fc.tuple(rate, rate).map(([fromPerSecond, toPerSecond]) => ({ shape: 'ramp' as const, fromPerSecond, toPerSecond })),
  step: fc.array(rateOrSilence, { minLength: 2, maxLength: 40 }).map((perSecond) => ({ shape: 'step' as const, perSecond })),
  spike: fc.record({
    shape: fc.constant('spike' as const),
    basePerSecond: rateOrSilence,
    peakPerSecond: fc.integer({ min: 1, max: 20_000 }),
    atMs: fc.integer({ min: 0, max: 300_000 }),
    holdMs: fc.integer({ min: 0, max: 100_000 }),
    decayMs: fc.integer({ min: 0, max: 100_000 }),
  }),
  wave: fc
    .record({ a: rate, b: rate, periodMs: fc.integer({ min: 2_000, max: 900_000 }), phase: share, more: fc.nat(2) })
    .map(({ a, b, periodMs, phase, more }) => ({
      shape: 'wave' as const,
      lowPerSecond: Math.min(a, b),
      highPerSecond: Math.max(a, b),
      periodMs,
      phaseMs: (phase + more) * periodMs,
    })),
  replay: fc.record({
    shape: fc.constant('replay' as const),
    file: fc.constant(null),
    everyMs: fc.integer({ min: 1_000, max: 60_000_000 }).map((micros) => micros / 1_000),
    perSecond: fc.array(rateOrSilence, { minLength: 1, maxLength: 60 }),
  }),
} satisfies { [Name in ShapeSpec['shape']]: fc.Arbitrary<Extract<ShapeSpec, { shape: Name }>> };

export const anyShape: fc.Arbitrary<ShapeSpec> = fc.oneof(...(Object.values(specs) as fc.Arbitrary<ShapeSpec>[]));

export function conforms(ofKind: fc.Arbitrary<ShapeSpec>): void {
  const curve = fc.record({ spec: ofKind, forMs: lengthMs, at: share, and: share });

  it('sentBy is the integral of rateAt', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at }) => {
        const shape = shapeOf(spec, forMs);
        const end = at * forMs;
        near(
          shape.sentBy(end),
          quadrature((tMs) => shape.rateAt(tMs) / 1_000, end, bendsOf(spec, forMs)),
          1e-6,
        );
      }),
    );
  });

  it('timeOf is the inverse of sentBy', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at }) => {
        const shape = shapeOf(spec, forMs);
        const count = at * shape.sentBy(forMs);
        const time = shape.timeOf(count);
        assert.ok(time >= 0 && time <= forMs);
        near(shape.sentBy(time), count, 1e-6);
      }),
    );
  });

  it('timeOf gives the first instant: no silence lies before it', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at }) => {
        const shape = shapeOf(spec, forMs);
        // At the jumps counts are reached that silence then keeps.
        const jumps = bendsOf(spec, forMs).filter((tMs) => tMs > 0 && tMs <= forMs);
        const counts = [at * shape.sentBy(forMs), ...jumps.map((tMs) => shape.sentBy(tMs))];
        for (const count of counts.filter((one) => one > 0)) {
          const time = shape.timeOf(count);
          const justBefore = Math.max(0, time - 1e-6 * forMs);
          // Where both hold, the rate is 0 from an earlier instant on that had the same count.
          assert.ok(
            shape.sentBy(justBefore) < count || shape.rateAt((justBefore + time) / 2) > 0,
            `${count} is not reached first at ${time}`,
          );
        }
      }),
    );
  });

  it('counts begin at 0 and never fall, nor do times', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at, and }) => {
        const shape = shapeOf(spec, forMs);
        const [first, second] = at < and ? [at, and] : [and, at];
        assert.equal(shape.sentBy(0), 0);
        assert.equal(shape.timeOf(0), 0);
        assert.ok(shape.sentBy(first * forMs) <= shape.sentBy(second * forMs) + 1e-9 * Math.max(1, shape.sentBy(forMs)));
        const all = shape.sentBy(forMs);
        assert.ok(shape.timeOf(first * all) <= shape.timeOf(second * all) + 1e-9 * forMs);
        assert.ok(shape.rateAt(at * forMs) >= -1e-9);
      }),
    );
  });

  it('tells its highest rate, wherever it lies', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at }) => {
        const shape = shapeOf(spec, forMs);
        const { fromPerSecond, toPerSecond, peakPerSecond } = ratesOf(spec, forMs);
        const inside = bendsOf(spec, forMs).filter((tMs) => tMs < forMs);
        const seen = [fromPerSecond, ...inside.map((tMs) => shape.rateAt(tMs))];
        // Never below what is seen anywhere, and reached somewhere: at the beginning, at a bend, or at the end.
        assert.ok(shape.rateAt(at * forMs * (1 - 1e-9)) <= peakPerSecond * (1 + 1e-9) + 1e-9);
        near(Math.max(...seen, toPerSecond), Math.max(peakPerSecond, toPerSecond), 1e-9);
      }),
    );
  });

  it('in stages of all shapes: as many arrivals as the integral says, +-1, in all and in every second', () => {
    const list = fc.tuple(
      fc.array(fc.tuple(anyShape, length5s), { maxLength: 3 }),
      fc.tuple(ofKind, length5s),
      fc.array(fc.tuple(anyShape, length5s), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(list, ([before, own, after]) => {
        let startMs = 0;
        const stages = [...before, own, ...after].map(([shape, forMs]) => {
          const stage = { startMs, forMs, shape: slower(shape) };
          startMs += forMs;
          return stage;
        });
        const schedule = scheduleOf(stages);
        const perSecond = new Map<number, number>();
        let last = 0;
        for (let k = 0; k < schedule.total; k += 1) {
          const time = schedule.timeOf(k);
          assert.ok(time >= last - 1e-6 && time <= schedule.endMs, `arrival ${k} at ${time}, after ${last}`);
          last = time;
          perSecond.set(Math.floor(time / 1_000), (perSecond.get(Math.floor(time / 1_000)) ?? 0) + 1);
        }
        assert.ok(Math.abs(schedule.total - schedule.sentBy(schedule.endMs)) <= 1);
        for (let second = 0; second * 1_000 < schedule.endMs; second += 1) {
          const due = schedule.sentBy(Math.min(schedule.endMs, (second + 1) * 1_000)) - schedule.sentBy(second * 1_000);
          assert.ok(Math.abs((perSecond.get(second) ?? 0) - due) <= 1 + 1e-6, `${perSecond.get(second)} of ${due} in second ${second}`);
        }
      }),
      { numRuns: 60 },
    );
  });
}

const length5s = fc.integer({ min: 1, max: 5_000 });

/** A hundredth of every rate, and times within the shape a hundredth as long: short stages with few arrivals. */
function slower(spec: ShapeSpec): ShapeSpec {
  const scaled = Object.entries(spec).map(([key, value]: [string, unknown]): [string, unknown] => {
    if (typeof value === 'number') return [key, key.endsWith('Ms') ? Math.max(1, value / 100) : value / 100];
    return [key, Array.isArray(value) ? value.map((one: number) => one / 100) : value];
  });
  return Object.fromEntries(scaled) as unknown as ShapeSpec;
}

/** Where a curve jumps, bends or turns: between two of these it is smooth. */
function bendsOf(spec: ShapeSpec, forMs: number): number[] {
  const regular = (everyMs: number, n: number, fromMs = 0): number[] => Array.from({ length: n }, (_, i) => fromMs + i * everyMs);
  switch (spec.shape) {
    case 'constant':
    case 'ramp':
      return [];
    case 'step':
      return regular(forMs / spec.perSecond.length, spec.perSecond.length);
    case 'spike':
      return [spec.atMs, spec.atMs + spec.holdMs, spec.atMs + spec.holdMs + spec.decayMs];
    case 'wave':
      return regular(spec.periodMs / 2, Math.ceil((2 * forMs) / spec.periodMs) + 2, -(spec.phaseMs % (spec.periodMs / 2))).filter(
        (tMs) => tMs >= 0,
      );
    case 'replay':
      return regular(spec.everyMs, spec.perSecond.length).filter((tMs) => tMs <= forMs);
  }
}

export function near(actual: number, wanted: number, share: number): void {
  assert.ok(Math.abs(actual - wanted) <= share * Math.max(1, Math.abs(wanted)), `wanted ${wanted}, got ${actual}`);
}

/** Simpson's rule between the bends, which are left out by a hair: at a jump there are two rates. */
function quadrature(f: (x: number) => number, end: number, bends: readonly number[]): number {
  const edges = [0, ...bends.filter((tMs) => tMs > 0 && tMs < end).toSorted((a, b) => a - b), end];
  const n = 40;
  return edges.slice(1).reduce((total, to, i) => {
    const from = edges[i] as number;
    const inside = (to - from) * 1e-7;
    let sum = f(from + inside) + f(to - inside);
    for (let j = 1; j < n; j += 1) sum += (j % 2 === 0 ? 2 : 4) * f(from + (j * (to - from)) / n);
    return total + (sum * (to - from)) / n / 3;
  }, 0);
}
