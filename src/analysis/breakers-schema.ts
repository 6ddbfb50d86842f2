/** What the report holds of breakers. */
import { z } from 'zod';
import { breakerSources } from './breaker-sources-schema.ts';

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
    unwatched: z
      .array(z.object({ instance: z.string(), atMs: interval, why: z.string().nullable().describe('null: it did not answer') }))
      .describe('when nothing of it could be seen while the load ran, though something is known: no transition then means nothing'),
    sources: breakerSources.describe('where it was read'),
    transitions: z.array(
      z.object({ instance: z.string(), from: z.string(), to: z.string(), atMs: interval, evidence: z.enum(['A', 'B', 'C', 'D']) }),
    ),
  }),
);
