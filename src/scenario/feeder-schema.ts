import { z } from 'zod';
import { formed } from './text-schema.ts';

const file = z.string().min(1).describe('A CSV file with a head, relative to the file that names it.');

export const feedersSchema = z.record(
  formed(/^[A-Za-z0-9][\w-]{0,79}$/, 'a name of one word (letters, digits, - _)'),
  z.union([
    file,
    z.strictObject({
      file,
      pick: z
        .enum(['sequential', 'random'])
        .optional()
        .describe('sequential: one row after another, and from the top again; random: any, by the seed. Default: sequential.'),
    }),
  ]),
);
