/** How a fault on a link is shown to have bitten where nothing counts what crosses it: a connection of the tool's own, and what the system counts. */
import { z } from 'zod';
import { formed } from './text-schema.ts';

const series = (what: string) =>
  z.string().min(1).describe(`${what}, as a Prometheus series such as calls_total{service="payments"}; several are summed.`);

export const linkWatchKeys = {
  probe: z
    .union([
      z.literal('off').describe('No connection of the tool itself.'),
      z.strictObject({
        get: formed(/^\/[!-~]*$/, 'a path such as /health').describe(
          'Path of an HTTP GET sent through the link, marked x-stampede: probe.',
        ),
      }),
      z.strictObject({ send: z.string().min(1).describe('Text sent through the link that is answered at once, such as "PING\\r\\n".') }),
    ])
    .optional()
    .describe(
      'What the tool sends through the link about a fault, once a second. Default: a bare connect, for faults that refuse connections.',
    ),
  metric: z
    .strictObject({
      prometheus: z.string().min(1).describe('URL of a Prometheus exposition of the system; a path is taken on the target.'),
      requests: series('Counter of its calls on this link'),
      failures: series('Counter of those that failed').optional(),
      seconds: series('Sum of their durations').optional(),
    })
    .optional()
    .describe('What the system counts of its calls on this link.'),
};
