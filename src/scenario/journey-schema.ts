/** Journeys: what one visitor does, step by step. */
import { z } from 'zod';
import { duration, reading, whole } from './quantities.ts';
import { describeValue } from './mistake.ts';

/** Text of a form that has a name; `expected` is that name. */
export function formed(pattern: RegExp, expected: string) {
  return z.string().regex(pattern, { error: (issue) => `expected ${expected}, got ${describeValue(issue.input)}` });
}

/** Names that objectives can speak of; several words are then put in quotes. */
export const freeName = formed(/^[^"\n]{1,120}$/, 'a name without quotes');

/** Names of stages, faults, links and breakers: one word. */
export const oneWord = formed(/^[A-Za-z0-9][\w.-]{0,79}$/, 'a name of one word (letters, digits, - _ .)');

/** A header's value, or a label's: numbers and truth values are written out. */
export const text = reading<string>({ type: ['string', 'number', 'boolean'] }, (value) =>
  ['string', 'number', 'boolean'].includes(typeof value)
    ? { value: String(value) }
    : { message: `expected text, got ${describeValue(value)}` },
);

export const headers = z.record(z.string().min(1), text);

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

const expectation = z.strictObject({
  status: statuses.optional().describe('Statuses that are ok. Default: any below 400.'),
  degraded: z
    .strictObject({
      header: z.string().min(1).describe('A header that only an answer from a fallback carries.'),
      equals: text.optional().describe('The value it then has. Default: any.'),
    })
    .optional()
    .describe('How to know an ok answer that came from a fallback.'),
});

export const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

const where = 'a path on the target, or a whole URL on an allowed host; may hold ${...}';
const method = (name: string) => z.string().min(1).optional().describe(`${name}: ${where}.`);

export const stepSchema = z.strictObject({
  get: method('GET'),
  post: method('POST'),
  put: method('PUT'),
  patch: method('PATCH'),
  delete: method('DELETE'),
  head: method('HEAD'),
  options: method('OPTIONS'),
  name: freeName.optional().describe("The route's name in statistics and objectives. Default: the method and the path."),
  headers: headers.optional().describe('Request headers; values may hold ${...}.'),
  json: z.unknown().optional().describe('A body sent as JSON. A value that is one whole ${...} keeps its type.'),
  body: z.string().optional().describe('A body sent as it stands; may hold ${...}.'),
  expect: expectation.optional().describe('What makes the answer ok.'),
  capture: z
    .record(formed(/^[A-Za-z_][\w-]*$/, 'a variable name (letters, digits, - _)'), z.string().min(1))
    .optional()
    .describe('variable: JSONPath into the JSON answer; later steps of the journey say ${variable}.'),
  acknowledge: z
    .string()
    .min(1)
    .optional()
    .describe('JSONPath to the id of the order that this answer promises; reconciliation looks for it.'),
  think: duration().optional().describe('A pause after this step, before the next. Default: 0.'),
});

const steps = z.array(stepSchema).min(1);

export const journeySchema = z.strictObject({
  name: freeName.describe('Name of the journey.'),
  weight: z.number().positive().optional().describe('How often it is chosen, in proportion to the other weights. Default: 1.'),
  steps: steps.describe('Requests in order; a failed one ends the journey.'),
});

/** In a system file: the steps with which this system does what a scenario's journey of the same name does. */
export const standInSchema = z.strictObject({
  name: freeName.describe("Name of the scenario's journey it stands in for."),
  steps: steps.describe("Its steps on this system; the weight stays the scenario's."),
});

export const connectionsSchema = z.union([
  z.enum(['shared', 'per-journey']),
  z.strictObject({
    maxRequests: whole(1).optional().describe('Requests after which a connection is replaced.'),
    maxAge: duration(1).optional().describe('Age at which a connection is replaced.'),
  }),
]);
