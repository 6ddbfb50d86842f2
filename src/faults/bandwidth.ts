import { z } from 'zod';
import { kilobytesPerSecond } from './attribute.ts';
import { formatBytes, isEver, qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** Each connection passes at most `rate`; at 0 data waits until the fault ends. */
export const bandwidth: FaultKind = {
  type: 'bandwidth',
  summary: 'few bytes per second: a saturated network',
  on: 'link',
  toxic: true,
  ramps: ['rate'],
  schema: z.strictObject({
    rate: kilobytesPerSecond(
      'the most a connection passes, e.g. 64KB/s; a bare number is KB/s (1 KB = 1000 B); 0 holds everything until the fault ends',
    ),
  }),
  steps: oneToxic,
  describe: (spec) => {
    const rate = isEver(spec, 'rate') ? shown(spec, 'rate', (kb) => `${formatBytes(kb * 1_000)}/s`) : '0: data held until the end';
    return `bandwidth ${rate}${qualifiers(spec)}`;
  },
};
