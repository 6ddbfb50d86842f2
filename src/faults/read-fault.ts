/** From what a scenario file or a flag says about a fault to its spec, or everything that is wrong with it at once. */
import { z } from 'zod';
import { parsePercent } from '../units.ts';
import type { FaultKind, FaultProblem, FaultSpec } from './fault.ts';
import { nearest } from './nearest.ts';
import { attributesOf, faultKinds } from './shelf.ts';

export type ReadFault =
  | { readonly spec: FaultSpec; readonly problems?: never }
  | { readonly problems: readonly FaultProblem[]; readonly spec?: never };

/** What any toxic may say besides its attributes, as written. */
export interface CommonAttributes {
  readonly stream?: unknown;
  /** `50%` or 0.5. */
  readonly toxicity?: unknown;
}

/**
 * `attributes` is what is left of the fault once id, link, type, at, for, stream and toxicity are taken out;
 * a key the kind does not know is a mistake.
 */
export function readFault(type: unknown, attributes: Readonly<Record<string, unknown>>, common: CommonAttributes = {}): ReadFault {
  const kind = typeof type === 'string' ? faultKinds.get(type) : undefined;
  if (kind === undefined) return { problems: [unknownType(type)] };

  const problems: FaultProblem[] = [];
  const parsed = kind.schema.safeParse(attributes);
  if (!parsed.success) for (const issue of parsed.error.issues) problems.push(...fromIssue(issue, kind));
  const { stream, toxicity } = readCommon(kind, common, problems);
  if (problems.length > 0 || !parsed.success) return { problems };
  return { spec: { type: kind.type, attributes: parsed.data, stream, toxicity } };
}

function unknownType(type: unknown): FaultProblem {
  const known = [...faultKinds.keys()];
  if (type === undefined) return { path: ['type'], message: `type is missing: one of ${known.join(', ')}` };
  const meant = typeof type === 'string' ? nearest(type, known) : undefined;
  return {
    path: ['type'],
    message: `no fault of type ${JSON.stringify(type)}; there are ${known.join(', ')}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  };
}

function fromIssue(issue: z.core.$ZodIssue, kind: FaultKind): FaultProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, kind));
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  return [{ path, message: path.length > 0 ? `${path.join('.')}: ${issue.message}` : issue.message }];
}

function unknownKey(key: string, kind: FaultKind): FaultProblem {
  const own = attributesOf(kind);
  const known = kind.toxic ? [...own, 'stream', 'toxicity'] : own;
  const meant = nearest(key, [...known, 'id', 'link', 'type', 'at', 'for']);
  const list = known.length > 0 ? `it takes ${known.join(', ')}` : 'it takes none';
  return {
    path: [key],
    message: `${kind.type} has no attribute "${key}"; ${list}`,
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  };
}

function readCommon(kind: FaultKind, common: CommonAttributes, problems: FaultProblem[]): Pick<FaultSpec, 'stream' | 'toxicity'> {
  const usual = { stream: 'downstream', toxicity: 1 } as const;
  if (!kind.toxic) {
    for (const key of ['stream', 'toxicity'] as const) {
      if (common[key] !== undefined)
        problems.push({
          path: [key],
          message: `${kind.type} acts on the whole link: ${key} has no meaning here`,
          hint: `leave ${key} out`,
        });
    }
    return usual;
  }
  const stream = common.stream ?? usual.stream;
  if (stream !== 'upstream' && stream !== 'downstream') {
    problems.push({
      path: ['stream'],
      message: `stream: expected upstream (requests) or downstream (answers), got ${JSON.stringify(stream)}`,
    });
  }
  const toxicity = common.toxicity === undefined ? usual.toxicity : readShare(common.toxicity);
  if (toxicity === undefined || !(toxicity > 0 && toxicity <= 1)) {
    problems.push({
      path: ['toxicity'],
      message: `toxicity: expected a share of connections above 0, such as 50% or 0.5, got ${JSON.stringify(common.toxicity)}`,
    });
  }
  return { stream: stream === 'upstream' ? stream : usual.stream, toxicity: toxicity ?? usual.toxicity };
}

function readShare(share: unknown): number | undefined {
  if (typeof share === 'number') return share;
  if (typeof share !== 'string') return undefined;
  return parsePercent(share) ?? (/^\d*\.?\d+$/.test(share.trim()) ? Number(share) : undefined);
}
