import { z } from 'zod';

/** A rate as it is written: so many per unit of time, or a multiple of the scenario's base rate. */
export const rateText = z
  .string({ error: ({ input }) => (typeof input === 'number' ? rateNeedsUnit(input) : 'expected a rate such as 100/s or 5x') })
  .regex(/^\s*\d+(\.\d+)?\s*(x|\/\s*(s|sec|min|m|h))\s*$/, {
    error: ({ input }) => `expected a rate such as 100/s or 5x, got ${JSON.stringify(input)}`,
  })
  .describe('A rate: arrivals per second, minute or hour (100/s, 3000/min), or a multiple of load.base (5x).');

export function rateNeedsUnit(rate: number): string {
  return `${rate} of what? write ${rate}/s, or ${rate}x for ${rate} times the base`;
}
