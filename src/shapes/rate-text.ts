import { z } from 'zod';

/** A rate as it is written: so many per unit of time, or a multiple of the scenario's base rate. */
export const rateText = z
  .string()
  .regex(/^\s*\d+(\.\d+)?\s*(x|\/\s*(s|sec|min|m|h))\s*$/, 'expected a rate such as 100/s, 3000/min or 5x')
  .describe('A rate: arrivals per second, minute or hour (100/s, 3000/min), or a multiple of load.base (5x).');
