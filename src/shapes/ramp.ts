import { z } from 'zod';
import { formatRate } from '../units.ts';
import { rateText } from './rate-text.ts';
import type { ShapeKind } from './kind.ts';
import type { ShapeSpec } from './shape.ts';

type Ramp = Extract<ShapeSpec, { shape: 'ramp' }>;
interface Written {
  ramp: [string, string];
}

/** From one rate to another in a straight line: `rate: {ramp: [1x, 5x]}`. */
export const ramp: ShapeKind<Written, Ramp> = {
  key: 'ramp',
  schema: z
    .strictObject({ ramp: z.tuple([rateText, rateText]).describe('The rates at the beginning and at the end of the stage.') })
    .describe('A straight line from one rate to another.'),
  example: '{ramp: [1x, 5x]}',
  takes: 'two rates',
  spec: ({ ramp: [from, to] }, { perSecond }) => ({ shape: 'ramp', fromPerSecond: perSecond(from), toPerSecond: perSecond(to) }),
  shape: ({ fromPerSecond, toPerSecond }, forMs) => {
    // In arrivals per millisecond, so that sentBy(t) = start*t + slope*t^2/2.
    const start = fromPerSecond / 1_000;
    const slope = forMs === 0 ? 0 : (toPerSecond - fromPerSecond) / 1_000 / forMs;
    return {
      rateAt: (tMs) => {
        const share = forMs === 0 ? 0 : tMs / forMs;
        return fromPerSecond * (1 - share) + toPerSecond * share;
      },
      sentBy: (tMs) => start * tMs + (slope * tMs * tMs) / 2,
      // The root of the quadratic in the form that neither cancels nor divides by a slope of 0. Rounding may push the
      // discriminant a hair below 0 where a ramp ends at 0.
      timeOf: (count) => {
        if (count <= 0) return 0;
        return Math.min(forMs, (2 * count) / (start + Math.sqrt(Math.max(0, start * start + 2 * slope * count))));
      },
      peakPerSecond: Math.max(fromPerSecond, toPerSecond),
    };
  },
  describe: ({ fromPerSecond, toPerSecond }) => `${formatRate(fromPerSecond)} to ${formatRate(toPerSecond)}`,
};
