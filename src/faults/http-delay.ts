import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { isEver, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { httpToxic, idleShare, matching, oneHttpToxic, onRequests } from './http-toxic.ts';

/** A request waits before it is passed on; others on the same connection come after it. */
export const httpDelay: FaultKind = {
  ...httpToxic,
  type: 'http_delay',
  summary: 'some requests are passed on late: one slow route of a dependency',
  ramps: ['delay', 'jitter', 'share'],
  schema: z.strictObject({
    delay: milliseconds('how long a request waits, e.g. 2s'),
    jitter: milliseconds('spread around it, uniform in +-jitter, e.g. 500ms', '0'),
    ...matching,
  }),
  idle: (attributes) =>
    attributes['delay'] === 0 && attributes['jitter'] === 0
      ? { path: ['delay'], message: 'delay: a delay of 0 without jitter changes nothing' }
      : idleShare(attributes),
  steps: oneHttpToxic,
  describe: (spec) => {
    const jitter = isEver(spec, 'jitter') ? ` +-${shown(spec, 'jitter', formatMs)}` : '';
    return `http_delay ${shown(spec, 'delay', formatMs)}${jitter}${onRequests(spec)}`;
  },
};
