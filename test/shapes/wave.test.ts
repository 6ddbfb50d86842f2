import assert from 'node:assert/strict';
import { describeShape, ratesOf, readShape, shapeOf, stretchShape } from '../../src/shapes/shelf.ts';
import { base20, conforms, near, specs } from './shape.common.ts';

const spec = { shape: 'wave', lowPerSecond: 100, highPerSecond: 300, periodMs: 60_000, phaseMs: 0 } as const;

describe('wave', () => {
  conforms(specs.wave);

  it('begins at its low, is at its mean after a quarter and at its high after half a period', () => {
    const shape = shapeOf(spec, 120_000);
    for (const [tMs, perSecond] of [
      [0, 100],
      [15_000, 200],
      [30_000, 300],
      [45_000, 200],
      [60_000, 100],
    ] as const)
      near(shape.rateAt(tMs), perSecond, 1e-9);
    near(shape.sentBy(60_000), 12_000, 1e-12);
    near(shape.timeOf(6_000), 30_000, 1e-9);
    near(shape.timeOf(18_000), 90_000, 1e-9);
  });

  it('begins later in its period by its phase', () => {
    near(shapeOf({ ...spec, phaseMs: 30_000 }, 60_000).rateAt(0), 300, 1e-9);
    near(shapeOf({ ...spec, phaseMs: 75_000 }, 60_000).rateAt(0), 200, 1e-9);
  });

  it('knows whether the stage reaches its high', () => {
    near(ratesOf(spec, 20_000).peakPerSecond, 250, 1e-9);
    near(ratesOf(spec, 40_000).peakPerSecond, 300, 1e-9);
    near(ratesOf({ ...spec, phaseMs: 45_000 }, 30_000).peakPerSecond, 200, 1e-9);
    near(ratesOf({ ...spec, phaseMs: 45_000 }, 50_000).peakPerSecond, 300, 1e-9);
  });

  it('that touches 0 is inverted at the bottom, where it is flat', () => {
    const shape = shapeOf({ ...spec, lowPerSecond: 0, highPerSecond: 20 }, 600_000);
    for (let k = 0; k < 6_000; k += 1) near(shape.sentBy(shape.timeOf(k + 0.5)), k + 0.5, 1e-9);
    near(shape.sentBy(shape.timeOf(600)), 600, 1e-9);
  });

  it('is read, told in words, and stretched in its times', () => {
    const written = { wave: { low: '1x', high: '100/s', period: '1m', phase: '15s' } };
    const wanted = { shape: 'wave', lowPerSecond: 20, highPerSecond: 100, periodMs: 60_000, phaseMs: 15_000 } as const;
    assert.deepEqual(readShape(written, base20, 10_000), { spec: wanted });
    assert.equal(describeShape(wanted, 2_000), 'wave of 20/s to 100/s every 1 m 00 s, begun 15 s in');
    assert.deepEqual(stretchShape(written, 0.1), { wave: { low: '1x', high: '100/s', period: '6s', phase: '1500ms' } });
    assert.deepEqual(readShape({ wave: { low: '2x', high: '1x', period: '1m' } }, base20, 0), {
      problem: 'the high of a wave is not below its low, and 1x is below 2x',
    });
    assert.deepEqual(readShape({ wave: { low: '1x', high: '2x', period: '0' } }, base20, 0), {
      problem: 'the period of a wave is longer than 0',
    });
  });
});
