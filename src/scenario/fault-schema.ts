/** A fault in a scenario file: what all of them say; what is a kind's own comes from the faults shelf. */
import { z } from 'zod';
import type { FaultKind } from '../faults/fault.ts';
import { mostPoints } from '../faults/ramp.ts';
import { attributesOf, faultKinds } from '../faults/shelf.ts';
import { describeValue } from './mistake.ts';
import { duration, reading, share } from './quantities.ts';
import { oneWord } from './text-schema.ts';

/** Read by moment.ts, which knows the stages; a bare number gets its answer there. */
const moment = reading<string>({ type: ['string', 'number'], examples: ['30s', 'peak', 'peak + 20s', 'after payments-slow'] }, (value) =>
  typeof value === 'string' || typeof value === 'number'
    ? { value: String(value) }
    : { message: `expected a time such as 30s or peak + 20s, got ${describeValue(value)}` },
);

const everyFault = {
  id: oneWord.describe('Name of the fault; objectives refer to it.'),
  at: moment.describe(
    'When: a time from the start; STAGE [+|- time], such as peak + 20s; or after FAULT [+ time], of one that stands above.',
  ),
  for: duration(1).describe('How long it lasts; it must end before the load does.'),
};

const link = oneWord.describe('The link it acts on, or a role that the system file maps to one.');
const links = z
  .union([z.literal('all'), z.array(oneWord).min(1)])
  .describe('Instead of link: several, or all. Each becomes a fault of its own, called ID-LINK.');
const brokenLink = oneWord.describe('The link whose dependency it breaks: breakers and evidence of that link are then looked at.');

const toxicKeys = {
  stream: z
    .enum(['upstream', 'downstream'])
    .optional()
    .describe('Direction: upstream (requests) or downstream (answers). Default: downstream.'),
  toxicity: rampable(share()).optional().describe('Share of connections it acts on. Default: 100%.'),
};

/** What every fault says; which links, and what is its own, is read by the compiler with the faults shelf. */
export const faultSettings = z.looseObject(everyFault);
export const faultCommonKeys: readonly string[] = [...Object.keys(everyFault), 'link', 'links', 'type'];

export const faultSchema = z.union(
  [...faultKinds.values()].flatMap((kind) =>
    kind.on === 'link' ? [schemaOf(kind, { link }), schemaOf(kind, { links })] : [schemaOf(kind, { link: brokenLink.optional() })],
  ),
);

function schemaOf(kind: FaultKind, where: Record<string, z.ZodType>): z.ZodType {
  const own = kind.schema instanceof z.ZodObject ? (kind.schema.shape as Record<string, z.ZodType>) : {};
  const attributes = Object.entries(own).map(([key, schema]) => [key, kind.ramps.includes(key) ? rampable(schema) : schema]);
  return z
    .strictObject({
      ...everyFault,
      ...where,
      type: z.literal(kind.type).describe(kind.summary),
      ...(Object.fromEntries(attributes) as Record<string, z.ZodType>),
      ...(kind.toxic ? toxicKeys : {}),
    })
    .describe(`${kind.summary}${attributesOf(kind).length > 0 ? `; takes ${attributesOf(kind).join(', ')}` : ''}`);
}

function rampable(schema: z.ZodType): z.ZodType {
  const ramp = z.strictObject({ ramp: z.array(schema).min(2).max(mostPoints).describe('Values from the begin of the fault to its end.') });
  return z
    .union([schema, ramp])
    .describe(`${schema.description ?? ''}; or {ramp: [from, ..., to]} over the time of the fault`.replace(/^; or/, 'Or'));
}
