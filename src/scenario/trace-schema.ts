/** How requests are marked for a tracing backend. */
import { z } from 'zod';
import { describeValue } from './mistake.ts';
import { reading } from './quantities.ts';

/** What the message itself says: a second one would change where it ends or whom it is for. */
const framing = /^(host|connection|content-length|transfer-encoding|expect|upgrade)$/i;
const token = String.raw`^[A-Za-z0-9!#$%&'*+.^_|~\x60-]+$`;

const headerName = reading<string>({ type: 'string', pattern: token, examples: ['traceparent'] }, (value) => {
  if (typeof value !== 'string' || !new RegExp(token).test(value))
    return { message: `expected the name of a header, got ${describeValue(value)}` };
  return framing.test(value) ? { message: `expected the name of a header that is free, got ${value}` } : { value };
});

export const traceSchema = z.union([
  z.enum(['on', 'off']),
  z.strictObject({
    header: headerName.optional().describe('Carries trace and span, in the form of a W3C traceparent. Default: traceparent.'),
    baggage: headerName.optional().describe('Carries chaos.run_id=RUN; off: is not sent. Default: baggage.'),
    sampled: z.boolean().optional().describe('Whether the target is asked to record the trace (flag 01). Default: true.'),
  }),
]);
