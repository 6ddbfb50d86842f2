/** From what a scenario file or a flag says about a fault to its spec, or everything that is wrong with it at once. */
import { z } from 'zod';
import { parsePercent } from '../units.ts';
import type { FaultKind, FaultProblem, FaultSpec } from './fault.ts';
import { nearest } from '../nearest.ts';
import { pointsOf } from './ramp.ts';
import { actsOnRequests, attributesOf, faultKinds } from './shelf.ts';

export type ReadFault =
  | { readonly spec: FaultSpec; readonly problems?: never }
  | { readonly problems: readonly FaultProblem[]; readonly spec?: never };

/** What any toxic may say besides its attributes, as written. */
export interface CommonAttributes {
  readonly stream?: unknown;
  /** `50%` or 0.5, or a ramp of those. */
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
  const { first, ramps } = readRamps(kind, attributes, problems);
  const parsed = kind.schema.safeParse(first);
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      problems.push(...fromIssue(issue, kind).filter(({ path }) => !problems.some((other) => other.path[0] === path[0])));
  const { stream, toxicity, points } = readCommon(kind, common, problems);
  if (problems.length > 0 || !parsed.success) return { problems };

  const all = { ...ramps, ...(points === undefined ? {} : { toxicity: points }) };
  const rule = againstRules(kind, parsed.data, ramps);
  if (rule !== null) return { problems: [rule] };
  const isRamped = Object.keys(all).length > 0;
  return { spec: { type: kind.type, attributes: parsed.data, stream, toxicity, ...(isRamped ? { ramps: all } : {}) } };
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

/** The attributes as they are when the fault begins, and the values of those that are ramped. */
function readRamps(
  kind: FaultKind,
  attributes: Readonly<Record<string, unknown>>,
  problems: FaultProblem[],
): { first: Record<string, unknown>; ramps: Record<string, readonly number[]> } {
  const first: Record<string, unknown> = { ...attributes };
  const written = Object.entries(attributes).flatMap(([key, value]) => {
    const points = pointsOf(value);
    return points === null || !attributesOf(kind).includes(key) ? [] : [[key, points] as const];
  });
  for (const [key, points] of written) {
    if (!kind.ramps.includes(key)) problems.push({ path: [key], message: `${key} of ${kind.type} can't be ramped` });
    else if (typeof points === 'string') problems.push({ path: [key], message: `${key}: ${points}` });
    first[key] = typeof points === 'string' ? undefined : points[0];
  }
  if (problems.length > 0) return { first, ramps: {} };
  const ramps = written.map(([key, points]) => {
    const values = (points as readonly unknown[]).map((point, index) => {
      const parsed = kind.schema.safeParse({ ...first, [key]: point });
      if (parsed.success) return Number(parsed.data[key]);
      const wrong = parsed.error.issues.find(({ path }) => path[0] === key);
      if (wrong) problems.push({ path: [key, 'ramp', index], message: `${key}: ${wrong.message}` });
      return 0;
    });
    return [key, values] as const;
  });
  return { first, ramps: Object.fromEntries(ramps) };
}

/** Between points everything goes in straight lines, so that what holds at all points holds between them. */
function againstRules(kind: FaultKind, attributes: FaultSpec['attributes'], ramps: Record<string, readonly number[]>): FaultProblem | null {
  const places = [...new Set([0, ...Object.values(ramps).flatMap((points) => points.map((_, index) => index / (points.length - 1)))])];
  const moments = places.map((place) => {
    const now = Object.entries(ramps).map(([key, points]) => {
      const at = place * (points.length - 1);
      const left = Math.min(points.length - 2, Math.floor(at));
      const [from = 0, to = 0] = [points[left], points[left + 1]];
      return [key, from + (to - from) * (at - left)] as const;
    });
    return { ...attributes, ...Object.fromEntries(now) };
  });
  const refused = moments.map((moment) => kind.refuses?.(moment) ?? null).find((problem) => problem !== null);
  const idle = moments.map((moment) => kind.idle?.(moment) ?? null);
  return refused ?? (idle.every((problem) => problem !== null) ? (idle[0] ?? null) : null);
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

interface Common extends Pick<FaultSpec, 'stream' | 'toxicity'> {
  /** Of a toxicity that is ramped. */
  readonly points?: readonly number[];
}

function readCommon(kind: FaultKind, common: CommonAttributes, problems: FaultProblem[]): Common {
  const usual = { stream: 'downstream', toxicity: 1 } as const;
  if (!kind.toxic) {
    for (const key of ['stream', 'toxicity'] as const) {
      if (common[key] !== undefined)
        problems.push({
          path: [key],
          message:
            kind.on === 'link'
              ? `${kind.type} ${whyNotSaid(kind)}: ${key} has no meaning here`
              : `${kind.type} acts on no link: ${key} has no meaning here`,
          hint: key === 'toxicity' && actsOnRequests(kind) ? 'use share' : `leave ${key} out`,
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
  return { stream: stream === 'upstream' ? stream : usual.stream, ...readToxicity(common.toxicity, problems) };
}

/** Of a kind on a link that takes no stream and no toxicity. */
function whyNotSaid(kind: FaultKind): string {
  if (actsOnRequests(kind)) return 'acts on requests, not connections';
  return kind.preset === true ? 'sets its own stream and toxicity' : 'acts on the whole link';
}

function readToxicity(written: unknown, problems: FaultProblem[]): Omit<Common, 'stream'> {
  const wrong = (path: readonly (string | number)[], message: string): { toxicity: number } => {
    problems.push({ path, message: `toxicity: ${message}` });
    return { toxicity: 1 };
  };
  const points = pointsOf(written);
  if (typeof points === 'string') return wrong(['toxicity'], points);
  if (points === null) {
    const toxicity = written === undefined ? 1 : readShare(written);
    return toxicity !== undefined && toxicity > 0 && toxicity <= 1
      ? { toxicity }
      : wrong(['toxicity'], `expected a share of connections above 0, such as 50% or 0.5, got ${JSON.stringify(written)}`);
  }
  const shares = points.map(readShare);
  const index = shares.findIndex((share) => share === undefined || share < 0 || share > 1);
  if (index >= 0)
    return wrong(['toxicity', 'ramp', index], `expected a share of connections such as 50% or 0.5, got ${JSON.stringify(points[index])}`);
  if (shares.every((share) => share === 0)) return wrong(['toxicity'], 'a share of 0 touches nothing');
  return { toxicity: shares[0] ?? 1, points: shares as number[] };
}

function readShare(share: unknown): number | undefined {
  if (typeof share === 'number') return share;
  if (typeof share !== 'string') return undefined;
  return parsePercent(share) ?? (/^\d*\.?\d+$/.test(share.trim()) ? Number(share) : undefined);
}
