import { createHash } from 'node:crypto';
import type { Plan, PlannedFile, PlannedStage, PlannedStep } from './plan.ts';

/**
 * The rules by which an analysis makes figures of a log. Raised whenever the same log would come to other figures: a night under the old
 * rules says nothing of one under the new.
 */
export const analysisVersion = 2;

type Hashed = Pick<Plan, 'load' | 'faults' | 'target' | 'links'>;

/** sha256, hex, over what makes two runs comparable: `hashedParts`. */
export function hashPlan(plan: Hashed): string {
  return createHash('sha256')
    .update(canonical(hashedParts({ ...plan, analysisVersion })))
    .digest('hex');
}

/**
 * Load, faults, the target's identity, the links' names and the rules of the analysis. Seed, run id, ports, titles, objectives, the target's
 * version label and what the requests are marked with for tracing are left out.
 */
export function hashedParts(plan: Hashed & Pick<Plan, 'analysisVersion'>): Readonly<Record<string, unknown>> {
  const { load, faults, target, links } = plan;
  const identity = target.kind === 'storefront' ? `storefront ${target.variant}` : withoutPort(target.url);
  const journeys = load.journeys.map((journey) => ({
    ...journey,
    steps: journey.steps.map((step) => ({ ...step, path: withoutPort(step.path), body: bodyWithoutPlaces(step.body) })),
  }));
  const feeders = load.feeders && Object.fromEntries(Object.entries(load.feeders).map(([name, feeder]) => [name, withoutPlace(feeder)]));
  const windows = faults.map(({ id, link, spec, atMs, forMs }) => ({ id, link, spec, atMs, forMs }));
  const { trace: _, ...sent } = load;
  const stages = load.stages.map((stage) => ({ ...stage, shape: ratesAlone(stage.shape) }));
  return {
    load: { ...sent, stages, journeys, feeders },
    faults: windows,
    target: identity,
    links: links.map(({ name }) => name).toSorted(),
    analysis: plan.analysisVersion ?? null,
  };
}

/** How a recording came to its rates is told to people. */
function ratesAlone(shape: PlannedStage['shape']): unknown {
  if (shape?.shape !== 'replay') return shape;
  const { speed: _, factor: __, ...rates } = shape;
  return rates;
}

/** Of a file what counts is what is in it (`sha256`), not where it lies. */
function bodyWithoutPlaces(body: PlannedStep['body']): unknown {
  if (body?.kind === 'file') return { ...body, file: withoutPlace(body.file) };
  if (body?.kind !== 'multipart') return body;
  const parts = Object.entries(body.parts).map(([name, part]) => [
    name,
    typeof part === 'string' ? part : { ...part, file: withoutPlace(part.file) },
  ]);
  return { ...body, parts: Object.fromEntries(parts) };
}

function withoutPlace(planned: PlannedFile): Omit<PlannedFile, 'file'> {
  const { file: _, ...rest } = planned;
  return rest;
}

function withoutPort(url: string): string {
  return url.replace(/^([a-z]+:\/\/)(?:[^/?#@]*@)?([^/?#]*?)(?::\d+)?(?=[/?#]|$)/i, '$1$2');
}

/** JSON with sorted keys: the order in which a file was written says nothing. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(',')}}`;
}
