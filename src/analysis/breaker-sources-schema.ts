/** Where a breaker was read, as it stands in report.json. */
import { z } from 'zod';

const ms = z.number();

export const breakerSources = z.array(
  z.object({
    instance: z.string().describe('as in `instances`; that of a Prometheus server stands for all that it scrapes'),
    answered: z.boolean().nullable().describe('whether it ever did; null: it is no instance'),
    seen: z.boolean().describe('whether it ever spoke of this breaker'),
    unusable: z.string().nullable().describe('why nothing that was read there is believed; null: nothing speaks against it'),
    missed: z.string().nullable().describe('why there may have been more transitions than were seen; null: nothing speaks for that'),
    silentMs: ms.nullable().describe('of the load, how long it did not answer; null: it is no instance'),
    stateAtFirst: z
      .enum(['closed', 'open', 'half-open'])
      .nullable()
      .describe('what it was when it was first seen; null: it was not seen, or what it shows does not tell'),
    unheardFromMs: ms
      .nullable()
      .describe('since when nothing was read of one that answered to the last; null: it was read up to the end of the load, or is silent'),
    lastProblem: z.string().nullable().describe('what it did instead of answering, the last time'),
    cost: z
      .object({
        by: z.enum(['poll', 'stream', 'file', 'command']),
        looks: z.number().describe('looks that were answered, or chunks that came'),
        failed: z.number(),
        meanMs: ms.nullable().describe('of a look, from the question to the last byte; null where nothing is asked'),
        p95Ms: ms.nullable(),
        bytes: z.number(),
        everyMs: ms.nullable().describe('from one look to the next, as it was at last; null where nothing is asked'),
        share: z.number().nullable().describe('of the time of the watch, how much a look was under way; 0 to 1'),
      })
      .nullable()
      .describe('what watching it took, shared by all breakers that are read there; null: the log does not say'),
  }),
);
