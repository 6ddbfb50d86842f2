/** Journeys: what one visitor does, step by step. */
import { z } from 'zod';
import { captures, expectation } from './answer-schema.ts';
import { authSchema } from './auth-schema.ts';
import { bodyKeys } from './body-schema.ts';
import { duration, whole } from './quantities.ts';
import { freeName, headers, variableName } from './text-schema.ts';
import { pause } from './pause.ts';

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
  auth: authSchema.optional().describe('Who sends: {bearer: TOKEN} or {basic: {user, password}}; values may hold ${...}.'),
  ...bodyKeys,
  redirects: whole(0, 20)
    .optional()
    .describe('How many redirects are followed within this request; one more is an http-error. Default: 0, an answer like any other.'),
  expect: expectation.optional().describe('What makes the answer ok.'),
  capture: captures.optional(),
  acknowledge: z
    .string()
    .min(1)
    .optional()
    .describe('JSONPath to the id of the order that this answer promises; reconciliation looks for it.'),
  think: pause.optional().describe('A pause after this step, before the next: a time, or a range such as [1s, 5s]. Default: 0.'),
});

/** Text, numbers and truth values by name. */
export const constants = z.record(variableName, z.union([z.string(), z.number(), z.boolean()]));

const steps = z.array(stepSchema).min(1);

export const journeySchema = z.strictObject({
  name: freeName.describe('Name of the journey.'),
  weight: z.number().positive().optional().describe('How often it is chosen, in proportion to the other weights. Default: 1.'),
  cookies: z
    .union([z.enum(['on', 'off']), z.boolean()])
    .optional()
    .describe('Whether a visitor keeps the cookies that answers set. Default: on where there is more than one request.'),
  vars: constants.optional().describe('Constants that the steps say as ${name}, over load.vars.'),
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
