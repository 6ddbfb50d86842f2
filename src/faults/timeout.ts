import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { isEver, qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** Data vanishes; a connection is closed when nothing was sent on it for `timeout`, or stays open in silence at 0. Ending the fault closes what it held. */
export const timeout: FaultKind = {
  type: 'timeout',
  summary: 'data vanishes: a dependency that accepts and never answers',
  on: 'link',
  toxic: true,
  ramps: ['timeout'],
  schema: z.strictObject({
    timeout: milliseconds('close a connection after this much silence; 0 keeps it open until the fault ends', '0'),
  }),
  steps: oneToxic,
  describe: (spec) => {
    const end = isEver(spec, 'timeout') ? `closed after ${shown(spec, 'timeout', formatMs)} of silence` : 'kept open';
    return `timeout: no data passes, ${end}${qualifiers(spec)}`;
  },
};
