import { z } from 'zod';
import { formatMs, formatRate } from '../units.ts';
import { durationText, msOf, stretched } from './duration-text.ts';
import { rateText } from './rate-text.ts';
import type { ShapeKind } from './kind.ts';
import type { Shape, ShapeSpec } from './shape.ts';

type Wave = Extract<ShapeSpec, { shape: 'wave' }>;
interface Written {
  wave: { low: string; high: string; period: string; phase?: string | undefined };
}

/** A sine: `rate: {wave: {low: 1x, high: 3x, period: 30s}}`. It begins at its low, or `phase` later in its period. */
export const wave: ShapeKind<Written, Wave> = {
  key: 'wave',
  schema: z
    .strictObject({
      wave: z
        .strictObject({
          low: rateText.describe('The lowest rate.'),
          high: rateText.describe('The highest rate; half a period after the lowest.'),
          period: durationText('From one low to the next.'),
          phase: durationText(
            'How far into a period the stage begins; at half a period it begins at the high. Default: 0, at the low.',
          ).optional(),
        })
        .describe('What the wave is like.'),
    })
    .describe('A sine: up and down, again and again.'),
  example: '{wave: {low: 1x, high: 3x, period: 30s}}',
  spec: ({ wave: { low, high, period, phase } }, { perSecond }) => {
    const spec = {
      shape: 'wave' as const,
      lowPerSecond: perSecond(low),
      highPerSecond: perSecond(high),
      periodMs: msOf(period),
      phaseMs: msOf(phase),
    };
    if (spec.highPerSecond < spec.lowPerSecond) return `the high of a wave is not below its low, and ${high} is below ${low}`;
    if (spec.periodMs <= 0) return 'the period of a wave is longer than 0';
    return spec;
  },
  shape: curve,
  describe: ({ lowPerSecond, highPerSecond, periodMs, phaseMs }) =>
    `wave of ${formatRate(lowPerSecond)} to ${formatRate(highPerSecond)} every ${formatMs(periodMs)}${phaseMs === 0 ? '' : `, begun ${formatMs(phaseMs)} in`}`,
  stretch: ({ wave: { period, phase, ...rates } }, factor) => ({
    wave: {
      ...rates,
      period: stretched(period, factor),
      ...(phase === undefined ? {} : { phase: stretched(phase, factor) }),
    },
  }),
};

/** rate(t) = mean - swing cos(w (t + phase)), so sentBy(t) = mean t - swing/w (sin(w (t + phase)) - sin(w phase)). */
function curve({ lowPerSecond, highPerSecond, periodMs, phaseMs }: Wave, forMs: number): Shape {
  const mean = (lowPerSecond + highPerSecond) / 2;
  const swing = (highPerSecond - lowPerSecond) / 2;
  const w = (2 * Math.PI) / periodMs;
  const phase = phaseMs % periodMs;
  const atStart = Math.sin(w * phase);
  const rateAt = (tMs: number): number => mean - swing * Math.cos(w * (tMs + phase));
  const sentBy = (tMs: number): number => (mean * tMs - (swing / w) * (Math.sin(w * (tMs + phase)) - atStart)) / 1_000;
  const perPeriod = (mean * periodMs) / 1_000;
  return {
    rateAt,
    sentBy,
    timeOf: (count) => {
      if (count <= 0 || perPeriod === 0) return 0;
      // Every period brings as many, so the time lies in a known one.
      const startMs = Math.floor(count / perPeriod) * periodMs;
      return Math.min(forMs, inverse({ sentBy, rateAt, count, low: startMs, high: startMs + periodMs }));
    },
    peakPerSecond: highestIn(rateAt, phase, periodMs, forMs),
  };
}

/** A high within the stage, else the higher of its ends. */
function highestIn(rateAt: (tMs: number) => number, phase: number, periodMs: number, forMs: number): number {
  const firstHighMs = (((periodMs / 2 - phase) % periodMs) + periodMs) % periodMs;
  return Math.max(rateAt(0), rateAt(forMs), firstHighMs <= forMs ? rateAt(firstHighMs) : 0);
}

interface Search {
  sentBy(tMs: number): number;
  rateAt(tMs: number): number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Newton's method inside a bracket. Each turn narrows the bracket from one side; a Newton step that would leave it, or that
 * does not at least halve the step before, is replaced by halving the bracket. So it ends in any case, after at most about
 * as many halvings as a double has bits, and usually after four steps.
 */
function inverse({ sentBy, rateAt, count, ...bracket }: Search): number {
  let { low, high } = bracket;
  const closeMs = (high - low) * 1e-13;
  let t = low + (high - low) / 2;
  let lastStep = high - low;
  for (let turn = 0; turn < 200 && high - low > closeMs; turn += 1) {
    const ahead = sentBy(t) - count;
    if (ahead === 0) return t;
    if (ahead > 0) high = t;
    else low = t;
    const newton = t - (ahead * 1_000) / rateAt(t);
    const step = Math.abs(newton - t);
    const usable = newton > low && newton < high && step <= lastStep / 2;
    const next = usable ? newton : low + (high - low) / 2;
    lastStep = Math.abs(next - t);
    if (lastStep <= closeMs) return next;
    t = next;
  }
  return t;
}
