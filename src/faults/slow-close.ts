import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { oneToxic, qualifiers, value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** Data passes untouched; the end of a connection is held back for `delay`. */
export const slowClose: FaultKind = {
  type: 'slow_close',
  summary: 'connections close late: sockets pile up',
  on: 'link',
  toxic: true,
  schema: z.strictObject({ delay: milliseconds("how long a connection's end is held back, e.g. 5s") }),
  steps: oneToxic,
  describe: (spec) => `slow_close: connections close ${formatMs(value(spec, 'delay'))} late${qualifiers(spec)}`,
};
