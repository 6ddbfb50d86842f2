/** The scenario file and the system file, key by key. Editors read the JSON Schemas made from these (schemas/). */
import { z } from 'zod';
import { shapes } from '../shapes/shelf.ts';
import { faultSchema } from './fault-schema.ts';
import { feedersSchema } from './feeder-schema.ts';
import { connectionsSchema, constants, journeySchema, standInSchema } from './journey-schema.ts';
import { traceSchema } from './trace-schema.ts';
import { processesSchema } from './process-schema.ts';
import { countOrShare, duration, rate, reading, whole } from './quantities.ts';
import { describeValue } from './mistake.ts';
import { systemKeys } from './target-schema.ts';
import { formed, oneWord } from './text-schema.ts';

const version = reading<1>({ const: 1 }, (value) =>
  value === 1 ? { value } : { message: `expected 1, the version this chaos reads, got ${describeValue(value)}`, hint: 'write version: 1' },
).describe('Version of the file format: 1.');

const kebab = formed(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a kebab-case name such as black-friday');

const rateOrShape = z
  .union(Object.values(shapes).map((shape) => shape.schema))
  .describe('Arrivals: a rate (100/s), a multiple of load.base (5x), or a shape ({ramp: [1x, 5x]}).');

const stageName = oneWord.describe('Name of the stage; objectives and faults refer to it. Stages and faults share their names.');
const stageLength = duration(1).describe('How long it lasts.');
const users = whole(0, 100_000).describe('How many users there are: each runs journey after journey. Instead of rate, in every stage.');

/** A recording brings its own length. */
const openStage = z.union([
  z.strictObject({ name: stageName, for: stageLength, rate: rateOrShape }),
  z.strictObject({
    name: stageName,
    for: stageLength.optional().describe('How much of the recording is replayed, from its beginning. Default: all of it.'),
    rate: shapes.replay.schema,
  }),
]);
const closedStage = z.strictObject({ name: stageName, for: stageLength, users });

/** Everything about load but its stages and journeys, which are read one by one. */
const base = rate().describe('What 1x means: journeys started per second.');
const arrival = z.enum(['uniform', 'poisson']).optional().describe('How arrivals are spread. Default: uniform.');
const think = duration().optional().describe('Pause of a user between two journeys; in a load of users only. Default: 1s.');
const eitherModel = {
  timeout: duration(1).optional().describe('Per request, from the actual send to the last byte. Default: 5s.'),
  deadline: duration(1).optional().describe('From the intended send time; what is not sent by then is dropped and counted. Default: 10s.'),
  maxInFlight: whole(1, 100_000).optional().describe('Requests in flight at once; more are dropped and counted. Default: 2000.'),
  connections: connectionsSchema
    .optional()
    .describe('shared, per-journey (a new visitor is a new connection), or limits. Default: shared.'),
  workers: z
    .union([z.literal('auto'), whole(1, 64)])
    .optional()
    .describe('Threads that send. Default: auto, which is one up to what one core reaches, and then as many as the rate needs.'),
  trace: traceSchema.optional().describe('Trace headers of each request: on, off, or how they are called. Default: on.'),
  feeders: feedersSchema.optional().describe('CSV files by name; a visit takes one row: ${csv.NAME.COLUMN}.'),
  vars: constants.optional().describe('Constants that every journey says as ${name}.'),
};
const loadKeys = { base: base.optional(), arrival, think, ...eitherModel };

export const loadSettings = z.looseObject(loadKeys);

const stagesKey = 'Stretches of load, in order.';
const journeys = z
  .array(journeySchema)
  .min(1)
  .optional()
  .describe('What visitors do, chosen by weight for each arrival. Default: one GET of the target.');

const load = z.union([
  z
    .strictObject({ base, arrival, ...eitherModel, stages: z.array(openStage).min(1).describe(stagesKey), journeys })
    .describe('An open model: journeys start by the clock, however slow the target is.'),
  z
    .strictObject({ think, ...eitherModel, stages: z.array(closedStage).min(1).describe(stagesKey), journeys })
    .describe('A closed model: so many users, each of whom waits for answers.'),
]);

const guard = z.strictObject({
  maxRate: rate().optional().describe('A plan with a higher rate is refused. Default: 20000/s.'),
  maxDuration: duration(1).optional().describe('A plan that lasts longer is refused. Default: 1h.'),
  maxLinksDown: countOrShare()
    .optional()
    .describe('A plan that has more links down at once is refused: a number, or a share of all links. Default: 50%, and at least one.'),
});

export const scenarioSchema = z.strictObject({
  version,
  name: kebab.optional().describe("kebab-case; default: the file's name."),
  title: z.string().min(1).optional().describe('One line for people.'),
  story: z.string().optional().describe('What happens, and the source of its figures.'),
  load: load.describe('How many visitors come, when, and what they do.'),
  faults: z.array(faultSchema).optional().describe('What is done to links, processes and elsewhere, and when.'),
  processes: processesSchema.optional().describe('Programs that the run starts before the load and ends after it, by name.'),
  objectives: z.array(z.string().min(1)).optional().describe('What must hold, such as "p99 of product < 300ms during peak".'),
  abort: z.array(z.string().min(1)).optional().describe('When to stop and roll back, such as "error rate > 95% for 30s".'),
  gate: z
    .enum(['on', 'off'])
    .optional()
    .describe('off: faults are injected though the baseline or a probe failed; what needs a baseline is then not judged. Default: on.'),
  guard: guard.optional().describe('What the tool refuses to do.'),
  seed: whole(0, 2 ** 32 - 1)
    .optional()
    .describe('Same seed, same schedule. Default: 1.'),
  timeScale: z.number().positive().optional().describe('Time passes faster; with the storefront only.'),
  system: z.string().min(1).optional().describe('A system file, relative to this one.'),
  roles: z.record(oneWord, oneWord).optional().describe("A role that a fault names -> one's own link."),
  ...systemKeys,
});

const environment = z.strictObject(systemKeys);

export const systemSchema = z.strictObject({
  version,
  roles: z.record(oneWord, oneWord).optional().describe("A library scenario's role -> one's own link."),
  journeys: z.array(standInSchema).optional().describe("Steps that stand in for those of a scenario's journey of the same name."),
  defaultEnvironment: oneWord
    .optional()
    .describe('The environment used without --env; only with it is a stampede.yaml read that nobody named.'),
  environments: z
    .record(oneWord, environment)
    .optional()
    .describe('Systems by name; each key replaces the same key at the top of this file.'),
  ...systemKeys,
});

/** The same without what the shelves of shapes and faults read and what hangs on the model, where the compiler knows better what was meant. */
export const scenarioCheck = scenarioSchema.extend({
  load: z.strictObject({
    ...loadKeys,
    stages: z
      .array(z.strictObject({ name: stageName, for: stageLength.optional(), rate: z.unknown().optional(), users: users.optional() }))
      .min(1),
    journeys,
  }),
  faults: z.array(z.unknown()).optional(),
});
