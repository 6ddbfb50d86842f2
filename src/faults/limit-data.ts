import { z } from 'zod';
import { bytes } from './attribute.ts';
import { formatBytes, qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** A connection is closed once `bytes` have passed in the toxic's direction. */
export const limitData: FaultKind = {
  type: 'limit_data',
  summary: 'connections break off in the middle of an answer',
  on: 'link',
  toxic: true,
  ramps: ['bytes'],
  schema: z.strictObject({ bytes: bytes('how much passes before the connection is closed, e.g. 10KB; 0 closes at the first data', 0) }),
  steps: oneToxic,
  describe: (spec) => `limit_data: connections closed after ${shown(spec, 'bytes', formatBytes)}${qualifiers(spec)}`,
};
