import { z } from 'zod';
import { formatRate } from '../units.ts';
import { equalBins } from './equal-bins.ts';
import { rateText } from './rate-text.ts';
import type { ShapeKind } from './kind.ts';
import type { ShapeSpec } from './shape.ts';

type Step = Extract<ShapeSpec, { shape: 'step' }>;
interface Written {
  step: string[];
}

/** More are told by their number. */
const mostNamed = 6;

/** One rate after the other, each for an equal part of the stage: `rate: {step: [1x, 2x, 5x]}`. */
export const step: ShapeKind<Written, Step> = {
  key: 'step',
  schema: z
    .strictObject({
      step: z
        .array(rateText)
        .min(2)
        .max(1_000)
        .describe('The rates in order, 2 to 1000 of them; each lasts for an equal part of the stage.'),
    })
    .describe('A staircase: one rate after the other.'),
  example: '{step: [1x, 2x, 5x]}',
  takes: '2 to 1000 rates',
  spec: ({ step: rates }, { perSecond }) => ({ shape: 'step', perSecond: rates.map((text) => perSecond(text)) }),
  // Of a stage without length every bin may have any.
  shape: ({ perSecond }, forMs) => equalBins(perSecond, forMs === 0 ? 1 : forMs / perSecond.length, forMs),
  describe: ({ perSecond }) => {
    const [first = 0, last = 0] = [perSecond[0], perSecond.at(-1)];
    return perSecond.length <= mostNamed
      ? `steps ${perSecond.map(formatRate).join(', ')}`
      : `${perSecond.length} steps from ${formatRate(first)} to ${formatRate(last)}`;
  },
};
