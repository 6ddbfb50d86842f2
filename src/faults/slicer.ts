import { z } from 'zod';
import { formatMs } from '../units.ts';
import { bytes, microseconds } from './attribute.ts';
import { formatBytes, oneToxic, qualifiers, value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** Data is cut into small pieces with a pause after each. A size of 0, or a variation as large as the size, kills a Toxiproxy server: refused. */
export const slicer: FaultKind = {
  type: 'slicer',
  summary: 'data comes in small pieces: parsers and buffers under test',
  on: 'link',
  toxic: true,
  schema: z
    .strictObject({
      average_size: bytes("a piece's size on average, e.g. 64B; at least 1 B", 1),
      size_variation: bytes('how much a piece may differ from it; must be less than average_size', 0, '0'),
      delay: microseconds('the pause after each piece, e.g. 500us or 10ms', '0'),
    })
    .refine((a) => a.size_variation < a.average_size, { path: ['size_variation'], error: 'must be less than average_size' }),
  steps: oneToxic,
  describe: (spec) => {
    const spread = value(spec, 'size_variation');
    const pause = value(spec, 'delay');
    return `slicer: pieces of ${formatBytes(value(spec, 'average_size'))}${spread > 0 ? ` +-${formatBytes(spread)}` : ''}${pause > 0 ? `, ${formatMs(pause / 1_000)} apart` : ''}${qualifiers(spec)}`;
  },
};
