/** How requests are marked for a tracing backend. */
import { z } from 'zod';
import { carryingHeader, headerToken } from './header-name.ts';
import { describeValue } from './mistake.ts';
import { reading } from './quantities.ts';

/** A second one would change where the message ends or whom it is for. */
const isTaken = (name: string): boolean => carryingHeader(name) !== undefined || /^host$/i.test(name);

const headerName = reading<string>({ type: 'string', pattern: headerToken, examples: ['traceparent'] }, (value) => {
  if (typeof value !== 'string' || !new RegExp(headerToken).test(value))
    return { message: `expected the name of a header, got ${describeValue(value)}` };
  return isTaken(value) ? { message: `expected the name of a header that is free, got ${value}` } : { value };
});

export const traceSchema = z.union([
  z.enum(['on', 'off']),
  z.strictObject({
    header: headerName.optional().describe('Carries trace and span, in the form of a W3C traceparent. Default: traceparent.'),
    baggage: headerName.optional().describe('Carries chaos.run_id=RUN; off: is not sent. Default: baggage.'),
    sampled: z.boolean().optional().describe('Whether the target is asked to record the trace (flag 01). Default: true.'),
  }),
]);
