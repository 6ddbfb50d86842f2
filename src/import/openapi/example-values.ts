/** A value for a parameter or a body: the document's own example, else a draw, else one that its schema allows. */
import { sample } from 'openapi-sampler';
import { hole } from '../hole.ts';
import { drawnDocument, drawnSchema, isUuid } from './drawn-schema.ts';
import type { Exemplified, OpenApiDocument, Schema } from './openapi-document.ts';

export interface ExampleValue {
  readonly value: unknown;
  /** The document gave it; else it only has the right type. */
  readonly given: boolean;
  /** What was drawn for want of an example, for a comment. */
  readonly drawn: string | null;
}

/** From here to there, where a schema has no bounds. */
const [least, most] = [1, 100];

export function exampleOf(holder: Exemplified, document: OpenApiDocument): ExampleValue {
  const given = givenIn(holder);
  if (given !== undefined) return { value: clean(given), given: true, drawn: null };
  const { schema } = holder;
  const drawn = schema === undefined ? null : drawFor(schema);
  if (drawn !== null) return { value: hole(drawn), given: false, drawn };
  return { value: clean(sampled(schema, document)), given: false, drawn: null };
}

/** Whole numbers and identifiers differ from visit to visit; one value for all would be answered from a cache. */
function drawFor(schema: Schema): string | null {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.includes('integer')) {
    const { from, to } = rangeOf(schema);
    return `uniform(${from}, ${to})`;
  }
  return isUuid(schema) ? 'uuid' : null;
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): { from: number; to: number } {
  const low =
    typeof exclusiveMinimum === 'number'
      ? exclusiveMinimum + 1
      : exclusiveMinimum === true && minimum !== undefined
        ? minimum + 1
        : minimum;
  const high =
    typeof exclusiveMaximum === 'number'
      ? exclusiveMaximum - 1
      : exclusiveMaximum === true && maximum !== undefined
        ? maximum - 1
        : maximum;
  const whole = (value: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, value));
  if (low === undefined)
    return high === undefined || high >= least
      ? { from: least, to: Math.floor(whole(Math.min(high ?? most, most))) }
      : { from: Math.floor(whole(high)), to: Math.floor(whole(high)) };
  const from = Math.ceil(whole(low));
  return { from, to: Math.max(from, Math.floor(whole(Math.min(high ?? from + most - 1, from + most - 1)))) };
}

function givenIn({ example, examples, schema }: Exemplified): unknown {
  if (example !== undefined) return example;
  const first = Object.values(examples ?? {}).find((one) => one?.value !== undefined)?.value;
  if (first !== undefined) return first;
  if (schema === undefined) return undefined;
  return schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.const ?? schema.enum?.[0];
}

/** Null where the schema says nothing, or can't be sampled. */
function sampled(schema: Schema | undefined, document: OpenApiDocument): unknown {
  if (schema === undefined) return null;
  try {
    return sample(drawnSchema(schema) as never, { skipReadOnly: true, quiet: true }, drawnDocument(document)) ?? null;
  } catch {
    return null;
  }
}

/** Plain JSON: YAML knows dates, which are text here. */
function clean(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
