/** What every shape owes: the laws that a schedule and a report build on. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { endsOf, shapeOf } from '../../src/shapes/shelf.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';

/** Rates as people write them: whole or with a fraction, 0 included. */
export const rate = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }),
  fc.integer({ min: 0, max: 500_000 }).map((thousandths) => thousandths / 1_000),
);
/** Of a stage: from its beginning to its end. */
export const share = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000);
export const lengthMs = fc.integer({ min: 1, max: 600_000 });

export function conforms(specs: fc.Arbitrary<ShapeSpec>): void {
  const curve = fc.record({
    spec: specs,
    forMs: lengthMs,
    at: share,
    and: share,
  });

  it('sentBy is the integral of rateAt', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at }) => {
        const shape = shapeOf(spec, forMs);
        const end = at * forMs;
        near(
          shape.sentBy(end),
          quadrature((tMs) => shape.rateAt(tMs) / 1_000, end),
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

  it('counts begin at 0 and never fall, nor do times', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs, at, and }) => {
        const shape = shapeOf(spec, forMs);
        const [first, second] = at < and ? [at, and] : [and, at];
        assert.equal(shape.sentBy(0), 0);
        assert.equal(shape.timeOf(0), 0);
        assert.ok(shape.sentBy(first * forMs) <= shape.sentBy(second * forMs) + 1e-9);
        const all = shape.sentBy(forMs);
        assert.ok(shape.timeOf(first * all) <= shape.timeOf(second * all) + 1e-9);
        assert.ok(shape.rateAt(at * forMs) >= -1e-9);
      }),
    );
  });

  it('tells the rates at its ends', () => {
    fc.assert(
      fc.property(curve, ({ spec, forMs }) => {
        const shape = shapeOf(spec, forMs);
        near(shape.rateAt(0), endsOf(spec).fromPerSecond, 1e-9);
        near(shape.rateAt(forMs), endsOf(spec).toPerSecond, 1e-9);
      }),
    );
  });
}

export function near(actual: number, wanted: number, share: number): void {
  assert.ok(Math.abs(actual - wanted) <= share * Math.max(1, Math.abs(wanted)), `wanted ${wanted}, got ${actual}`);
}

/** Simpson's rule over 200 pieces. */
function quadrature(f: (x: number) => number, end: number): number {
  const n = 200;
  let sum = f(0) + f(end);
  for (let i = 1; i < n; i += 1) sum += (i % 2 === 0 ? 2 : 4) * f((i * end) / n);
  return (sum * end) / n / 3;
}
