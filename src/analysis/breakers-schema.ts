/** What the report holds of breakers. */
import { z } from 'zod';

const ms = z.number();
const interval = z.tuple([ms, ms]);

export const breakersSchema = z.array(
  z.object({
    name: z.string(),
    link: z.string().nullable(),
    answered: z.boolean().describe('whether anything is known of it: its source answered, or it could be inferred'),
    grade: z
      .enum(['A', 'B', 'C', 'D'])
      .nullable()
      .describe(
        'what the numbers and transitions rest on: A reported by the breaker itself, B upstream silent, C signature of answers, D consistent with a collapse of times; null: nothing is known',
      ),
    unknownWhy: z.string().nullable().describe('why nothing is known of it; null: something is'),
    evidence: z
      .array(
        z.object({
          grade: z.enum(['A', 'B', 'C', 'D']),
          used: z.boolean().describe('the numbers and transitions rest on it'),
          trips: z.number().nullable().describe('that it shows; null: it can not tell'),
          openedAtMs: interval.nullable().describe('the first of them; null: none, or it can not tell'),
          agrees: z.boolean().nullable().describe('with the one that is used; null: it is that one, or one of both can not tell'),
          detail: z.string().describe('what it saw, or why it can not tell'),
        }),
      )
      .describe('all that was looked for, best first'),
    trips: z.number(),
    reopens: z.number(),
    atLeast: z.boolean(),
    openMs: ms,
    instances: z.array(z.object({ id: z.string(), trips: z.number(), reopens: z.number(), openMs: ms })),
    sources: z
      .array(
        z.object({
          instance: z.string().describe('as in `instances`; that of a Prometheus server stands for all that it scrapes'),
          answered: z.boolean().nullable().describe('whether it ever did; null: it is no instance'),
          seen: z.boolean().describe('whether it ever spoke of this breaker'),
          unusable: z.string().nullable().describe('why nothing that was read there is believed; null: nothing speaks against it'),
          missed: z.string().nullable().describe('why there may have been more transitions than were seen; null: nothing speaks for that'),
          silentMs: ms.nullable().describe('of the load, how long it did not answer; null: it is no instance'),
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
      )
      .describe('where it was read'),
    transitions: z.array(
      z.object({ instance: z.string(), from: z.string(), to: z.string(), atMs: interval, evidence: z.enum(['A', 'B', 'C', 'D']) }),
    ),
  }),
);
