import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { isEver, qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** Every chunk of data is held for latency +- jitter, in order; connecting and closing are not delayed. */
export const latency: FaultKind = {
  type: 'latency',
  summary: 'data arrives later: a slow dependency',
  on: 'link',
  toxic: true,
  ramps: ['latency', 'jitter'],
  schema: z.strictObject({
    latency: milliseconds('how much later the data arrives, e.g. 2s'),
    jitter: milliseconds('spread around it, uniform in +-jitter, e.g. 500ms', '0'),
  }),
  idle: ({ latency, jitter }) =>
    latency === 0 && jitter === 0 ? { path: ['latency'], message: 'latency: a latency of 0 without jitter changes nothing' } : null,
  steps: oneToxic,
  describe: (spec) => {
    const jitter = isEver(spec, 'jitter') ? ` +-${shown(spec, 'jitter', formatMs)}` : '';
    return `latency ${shown(spec, 'latency', formatMs)}${jitter}${qualifiers(spec)}`;
  },
};
