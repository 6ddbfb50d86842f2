import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { oneToxic, qualifiers, value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** Every chunk of data is held for latency +- jitter, in order; connecting and closing are not delayed. */
export const latency: FaultKind = {
  type: 'latency',
  summary: 'data arrives later: a slow dependency',
  on: 'link',
  toxic: true,
  schema: z
    .strictObject({
      latency: milliseconds('how much later the data arrives, e.g. 2s'),
      jitter: milliseconds('spread around it, uniform in +-jitter, e.g. 500ms', '0'),
    })
    .refine((a) => a.latency > 0 || a.jitter > 0, { path: ['latency'], error: 'a latency of 0 without jitter changes nothing' }),
  steps: oneToxic,
  describe: (spec) => {
    const jitter = value(spec, 'jitter');
    return `latency ${formatMs(value(spec, 'latency'))}${jitter > 0 ? ` +-${formatMs(jitter)}` : ''}${qualifiers(spec)}`;
  },
};
