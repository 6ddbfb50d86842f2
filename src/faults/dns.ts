import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** A name that does not resolve, or late, as far as a proxy can show it: nobody connects, or requests wait. No resolver is touched. */
export const dns: FaultKind = {
  type: 'dns',
  summary: 'a name that does not resolve, or resolves late, as its clients see it',
  on: 'link',
  toxic: false,
  preset: true,
  ramps: [],
  schema: z.strictObject({
    delay: milliseconds('how long a lookup takes, e.g. 5s, the usual wait for a resolver that is silent; 0: it fails', '0'),
  }),
  steps: (spec) => {
    const latency = value(spec, 'delay');
    if (latency === 0) return [{ afterMs: 0, do: 'disable-proxy' }];
    const attributes = { latency, jitter: 0 };
    return [{ afterMs: 0, do: 'add-toxic', toxic: 0, type: 'latency', stream: 'upstream', toxicity: 1, attributes }];
  },
  describe: (spec) => {
    const delay = value(spec, 'delay');
    return delay === 0
      ? 'dns: the name does not resolve (down: connections refused)'
      : `dns: the name resolves late (latency ${formatMs(delay)}, upstream)`;
  },
};
