import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { isEver, qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** A connection is reset (RST) `timeout` after the first data in the toxic's direction; an idle one is left alone. */
export const resetPeer: FaultKind = {
  type: 'reset_peer',
  summary: 'connections are reset: a crashing process, a dropped NAT entry',
  on: 'link',
  toxic: true,
  ramps: ['timeout'],
  schema: z.strictObject({ timeout: milliseconds('reset this long after the first data; 0 is at once', '0') }),
  steps: oneToxic,
  describe: (spec) => {
    const when = isEver(spec, 'timeout') ? `${shown(spec, 'timeout', formatMs)} after the first data` : 'at the first data';
    return `reset_peer: connections reset ${when}${qualifiers(spec)}`;
  },
};
