import { formatRate } from '../units.ts';
import { rateText } from './rate-text.ts';
import type { ShapeKind } from './kind.ts';
import type { ShapeSpec } from './shape.ts';

type Constant = Extract<ShapeSpec, { shape: 'constant' }>;

/** The same rate from beginning to end: `rate: 5x`. */
export const constant: ShapeKind<string, Constant> = {
  key: 'constant',
  schema: rateText,
  example: '100/s or 5x',
  spec: (written, { perSecond }) => ({ shape: 'constant', perSecond: perSecond(written) }),
  shape: ({ perSecond }, forMs) => ({
    rateAt: () => perSecond,
    sentBy: (tMs) => (perSecond * tMs) / 1_000,
    timeOf: (count) => (perSecond === 0 ? 0 : Math.min(forMs, (count * 1_000) / perSecond)),
    peakPerSecond: perSecond,
  }),
  describe: ({ perSecond }) => formatRate(perSecond),
};
