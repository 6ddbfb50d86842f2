import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { oneToxic, qualifiers, value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** Data vanishes; a connection is closed when nothing was sent on it for `timeout`, or stays open in silence at 0. Ending the fault closes what it held. */
export const timeout: FaultKind = {
  type: 'timeout',
  summary: 'data vanishes: a dependency that accepts and never answers',
  on: 'link',
  toxic: true,
  schema: z.strictObject({
    timeout: milliseconds('close a connection after this much silence; 0 keeps it open until the fault ends', '0'),
  }),
  steps: oneToxic,
  describe: (spec) => {
    const after = value(spec, 'timeout');
    return `timeout: no data passes, ${after > 0 ? `closed after ${formatMs(after)} of silence` : 'kept open'}${qualifiers(spec)}`;
  },
};
