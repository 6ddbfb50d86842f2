import { z } from 'zod';
import { formatMs } from '../units.ts';
import { milliseconds } from './attribute.ts';
import { oneToxic, qualifiers, value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** A connection is reset (RST) `timeout` after the first data in the toxic's direction; an idle one is left alone. */
export const resetPeer: FaultKind = {
  type: 'reset_peer',
  summary: 'connections are reset: a crashing process, a dropped NAT entry',
  on: 'link',
  toxic: true,
  schema: z.strictObject({ timeout: milliseconds('reset this long after the first data; 0 is at once', '0') }),
  steps: oneToxic,
  describe: (spec) => {
    const after = value(spec, 'timeout');
    return `reset_peer: connections reset ${after > 0 ? `${formatMs(after)} after the first data` : 'at the first data'}${qualifiers(spec)}`;
  },
};
