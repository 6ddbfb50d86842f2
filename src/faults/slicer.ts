import { z } from 'zod';
import { formatMs } from '../units.ts';
import { bytes, microseconds } from './attribute.ts';
import { formatBytes, isEver, qualifiers, shown } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { oneToxic } from './toxic.ts';

/** Data is cut into small pieces with a pause after each. A size of 0, or a variation as large as the size, kills a Toxiproxy server: refused. */
export const slicer: FaultKind = {
  type: 'slicer',
  summary: 'data comes in small pieces: parsers and buffers under test',
  on: 'link',
  toxic: true,
  ramps: ['average_size', 'size_variation', 'delay'],
  schema: z.strictObject({
    average_size: bytes("a piece's size on average, e.g. 64B; at least 1 B", 1),
    size_variation: bytes('how much a piece may differ from it; must be less than average_size', 0, '0'),
    delay: microseconds('the pause after each piece, e.g. 500us or 10ms', '0'),
  }),
  refuses: ({ size_variation, average_size }) =>
    Number(size_variation) < Number(average_size)
      ? null
      : { path: ['size_variation'], message: 'size_variation: must be less than average_size' },
  steps: oneToxic,
  describe: (spec) => {
    const spread = isEver(spec, 'size_variation') ? ` +-${shown(spec, 'size_variation', formatBytes)}` : '';
    const pause = isEver(spec, 'delay') ? `, ${shown(spec, 'delay', (us) => formatMs(us / 1_000))} apart` : '';
    return `slicer: pieces of ${shown(spec, 'average_size', formatBytes)}${spread}${pause}${qualifiers(spec)}`;
  },
};
