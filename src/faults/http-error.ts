import { z } from 'zod';
import { wholeNumber } from './attribute.ts';
import { value } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { httpToxic, idleShare, matching, oneHttpToxic, onRequests } from './http-toxic.ts';

/** The proxy answers itself; the dependency never sees the request. */
export const httpError: FaultKind = {
  ...httpToxic,
  type: 'http_error',
  summary: 'some requests are answered with an error: a dependency that fails fast',
  ramps: ['share'],
  schema: z.strictObject({
    status: wholeNumber('what is answered', 200, 599, '503'),
    ...matching,
    body: z
      .string({ error: 'expected a text' })
      .max(100_000, { error: 'expected at most 100000 characters' })
      .prefault('')
      .describe('the body of the answer; default: empty'),
    retry_after: wholeNumber('seconds in a Retry-After header; 0: none', 0, 86_400, '0'),
  }),
  idle: idleShare,
  steps: oneHttpToxic,
  describe: (spec) => {
    const after = value(spec, 'retry_after');
    return `http_error ${value(spec, 'status')}${after > 0 ? `, retry after ${after} s,` : ''}${onRequests(spec)}`;
  },
};
