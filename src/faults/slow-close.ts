import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** Data passes untouched; the end of a connection is held back for `delay`. */
export const slowClose: FaultKind = {
  type: 'slow_close',
  summary: 'connections close late: sockets pile up',
  on: 'link',
  toxic: true,
  ramps: ['delay'],
  schema: z.strictObject({ delay: milliseconds("how long a connection's end is held back, e.g. 5s") }),
  idle: ({ delay }) => (delay === 0 ? { path: ['delay'], message: 'delay: to close 0 ms late changes nothing' } : null),
  steps: oneToxic,
  describe: (spec) => `slow_close: connections close ${shown(spec, 'delay', formatMs)} late${qualifiers(spec)}`,
};
