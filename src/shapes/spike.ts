import { z } from 'zod';
import { formatMs, formatRate } from '../units.ts';
import { constant } from './constant.ts';
import { durationText, msOf, stretched } from './duration-text.ts';
import { endToEnd } from './end-to-end.ts';
import { ramp } from './ramp.ts';
import { rateText } from './rate-text.ts';
import type { ShapeKind } from './kind.ts';
import type { ShapeSpec } from './shape.ts';

type Spike = Extract<ShapeSpec, { shape: 'spike' }>;
interface Written {
  spike: {
    base?: string | undefined;
    peak: string;
    at?: string | undefined;
    hold?: string | undefined;
    decay?: string | undefined;
  };
}

/**
 * From one rate to another from one instant to the next, held, and back in a straight line:
 * `rate: {spike: {peak: 10x, at: 5s, hold: 10s, decay: 20s}}`.
 */
export const spike: ShapeKind<Written, Spike> = {
  key: 'spike',
  schema: z
    .strictObject({
      spike: z
        .strictObject({
          base: rateText.optional().describe('The rate before the spike and after it. Default: 1x.'),
          peak: rateText.describe('The rate at the top, above base.'),
          at: durationText('When it jumps to the peak, from the start of the stage. Default: 0.').optional(),
          hold: durationText('How long the peak lasts. Default: 0.').optional(),
          decay: durationText(
            'How long it takes from the peak back to base, in a straight line. Default: 0, from one instant to the next.',
          ).optional(),
        })
        .describe('What the spike is like.'),
    })
    .describe('A jump from one instant to the next, held, and back.'),
  example: '{spike: {peak: 10x, at: 5s, hold: 10s, decay: 20s}}',
  spec: ({ spike: { base = '1x', peak, at, hold, decay } }, { perSecond, forMs }) => {
    const spec = {
      shape: 'spike' as const,
      basePerSecond: perSecond(base),
      peakPerSecond: perSecond(peak),
      atMs: msOf(at),
      holdMs: msOf(hold),
      decayMs: msOf(decay),
    };
    if (spec.peakPerSecond <= spec.basePerSecond) return `the peak of a spike is above its base, and ${peak} is not above ${base}`;
    if (spec.holdMs + spec.decayMs === 0) return 'a spike that neither holds nor decays is none: give it hold, decay or both';
    if (forMs > 0 && spec.atMs >= forMs) return `the spike would come at ${formatMs(spec.atMs)}, and the stage lasts ${formatMs(forMs)}`;
    const overMs = spec.atMs + spec.holdMs + spec.decayMs;
    // Each of the times may have been rounded when the stage was stretched.
    if (forMs > 0 && overMs > forMs + 3)
      return `the spike would be over at ${formatMs(overMs)}, and the stage lasts ${formatMs(forMs)}: shorten it, or give the stage more time`;
    return spec;
  },
  shape: ({ basePerSecond, peakPerSecond, atMs, holdMs, decayMs }, forMs) => {
    const flat = (perSecond: number, lastsMs: number) => ({
      forMs: lastsMs,
      curve: constant.shape({ shape: 'constant', perSecond }, lastsMs),
    });
    const falling = ramp.shape({ shape: 'ramp', fromPerSecond: peakPerSecond, toPerSecond: basePerSecond }, decayMs);
    return endToEnd(
      [flat(basePerSecond, atMs), flat(peakPerSecond, holdMs), { forMs: decayMs, curve: falling }, flat(basePerSecond, forMs)],
      forMs,
    );
  },
  describe: ({ basePerSecond, peakPerSecond, atMs, holdMs, decayMs }) => {
    const after = atMs === 0 ? '' : ` after ${formatMs(atMs)}`;
    const held = holdMs === 0 ? '' : `, held ${formatMs(holdMs)}`;
    const back = decayMs === 0 ? ', then back' : `, back in ${formatMs(decayMs)}`;
    return `${formatRate(basePerSecond)}, spike to ${formatRate(peakPerSecond)}${after}${held}${back}`;
  },
  stretch: ({ spike: { at, hold, decay, ...rates } }, factor) => ({
    spike: {
      ...rates,
      ...(at === undefined ? {} : { at: stretched(at, factor) }),
      ...(hold === undefined ? {} : { hold: stretched(hold, factor) }),
      ...(decay === undefined ? {} : { decay: stretched(decay, factor) }),
    },
  }),
};
