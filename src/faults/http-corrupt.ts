import { z } from 'zod';
import { bytes } from './attribute.ts';
import { formatBytes, textOf, value } from './describe.ts';
import type { FaultKind } from './fault.ts';
import { httpToxic, idleShare, matching, oneHttpToxic, onRequests } from './http-toxic.ts';

const modes = ['truncate', 'flip', 'replace'] as const;

/** The body of an answer is not what the dependency sent. */
export const httpCorrupt: FaultKind = {
  ...httpToxic,
  type: 'http_corrupt',
  summary: 'some answers come broken: cut off, or with other bytes',
  ramps: ['share'],
  schema: z.strictObject({
    mode: z
      .enum(modes, {
        error: (issue) =>
          `${issue.input === undefined ? 'missing; ' : ''}expected ${modes.join(', ')}${issue.input === undefined ? '' : `, got ${JSON.stringify(issue.input)}`}`,
      })
      .describe('truncate: the body ends early; flip: a bit of some bytes is turned; replace: every byte is another'),
    bytes: bytes('truncate: how much of the body still comes; flip: how many bytes are changed, spread over the body', 0, '1'),
    ...matching,
  }),
  refuses: ({ mode, bytes: size }) =>
    mode === 'flip' && size === 0 ? { path: ['bytes'], message: 'bytes: to flip 0 bytes changes nothing' } : null,
  idle: idleShare,
  steps: oneHttpToxic,
  describe: (spec) => {
    const size = formatBytes(value(spec, 'bytes'));
    const what = {
      truncate: `bodies end after ${size}`,
      flip: `${size} of each body flipped`,
      replace: 'every byte of the bodies is another',
    };
    return `http_corrupt: ${what[textOf(spec, 'mode') as (typeof modes)[number]]}${onRequests(spec)}`;
  },
};
