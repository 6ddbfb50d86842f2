/** What a step says of its answer: what makes it ok, and what is taken from it. */
import { z } from 'zod';
import { describeValue } from './mistake.ts';
import { duration, reading } from './quantities.ts';
import { text, variableName } from './text-schema.ts';

const statuses = reading<number[]>(
  {
    anyOf: [
      { type: 'integer', minimum: 100, maximum: 599 },
      { type: 'array', minItems: 1, items: { type: 'integer', minimum: 100, maximum: 599 } },
    ],
    examples: [200, [201, 202]],
  },
  (value) => {
    const list = Array.isArray(value) ? value : [value];
    const bad = list.find((status) => !Number.isInteger(status) || status < 100 || status > 599);
    if (list.length > 0 && bad === undefined) return { value: list as number[] };
    return { message: `expected a status such as 200 or a list such as [201, 202], got ${describeValue(bad ?? value)}` };
  },
);

export const expectation = z.strictObject({
  status: statuses.optional().describe('Statuses that are ok. Default: any below 400.'),
  header: z
    .record(z.string().min(1), text)
    .optional()
    .describe('Headers that an ok answer has: its value, /a regular expression/ that the value matches, or present.'),
  body: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('A text, or several, that the body of an ok answer holds; may hold ${...} of what is known of the visit.'),
  json: z
    .record(z.string().min(1), z.unknown())
    .optional()
    .describe('JSONPath: the value that stands there in an ok answer; may hold ${...} of what is known of the visit.'),
  maxTime: duration(1).optional().describe('A slower answer is not ok; counted from the actual send, redirects included.'),
  degraded: z
    .strictObject({
      header: z.string().min(1).describe('A header that only an answer from a fallback carries.'),
      equals: text.optional().describe('The value it then has. Default: any.'),
    })
    .optional()
    .describe('How to know an ok answer that came from a fallback.'),
});

const taking = z.union([
  z.string().min(1),
  z.strictObject({
    header: z.string().min(1).optional().describe('The header whose value is taken.'),
    regex: z.string().min(1).optional().describe('Its first group is taken: from the header where one is named, else from the body.'),
  }),
]);

export const captures = z
  .record(variableName, taking)
  .describe(
    'variable: JSONPath into the JSON answer, {header: NAME}, {regex: "a(group)"} or both; later steps of the journey say ${variable}.',
  );
