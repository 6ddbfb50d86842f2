/** Stages on the clock, and how requests are sent. */
import type { z } from 'zod';
import { scheduleOf } from '../shapes/schedule.ts';
import { shapeOf } from '../shapes/shelf.ts';
import { isMap, type Raw } from '../scenario/origins.ts';
import { readRate } from '../scenario/quantities.ts';
import { loadSettings } from '../scenario/schema.ts';
import { formatRate } from '../units.ts';
import { compileFeeders } from './compile-feeders.ts';
import { compileJourneys } from './compile-journeys.ts';
import { compileStages, modelOf } from './compile-stages.ts';
import { part, type Draft } from './draft.ts';
import type { LoadModel, Plan, PlannedLoad, PlannedStage, PlannedTarget, PlannedTrace } from './plan.ts';

/** What a closed model does to figures, in a sentence; every report says it too. */
export const closedModelBias =
  'each user waits for an answer before asking again, so a slow target is asked less often and its slow time is underrepresented in percentiles and rates (coordinated omission); recovery is not judged, because the offered load falls with the target';

export function compileLoad(draft: Draft, target: PlannedTarget): PlannedLoad {
  const load = isMap(draft.raw['load']) ? draft.raw['load'] : {};
  const model = modelOf(load);
  const base = readRate(load['base']);
  const basePerSecond = 'value' in base ? base.value : 1;
  const stages = compileStages(draft, model, load['stages'], basePerSecond);
  const settings = part(loadSettings, load);
  const connections = settings?.connections ?? 'shared';
  const maxInFlight = settings?.maxInFlight ?? 2_000;
  if (isMap(draft.raw['load'])) checkModel(draft, model, load);
  checkUsers(draft, stages, maxInFlight);
  const { feeders, columns } = compileFeeders(draft);
  return {
    model,
    basePerSecond: model === 'open' ? basePerSecond : null,
    thinkMs: model === 'open' ? null : (settings?.think ?? defaultThinkMs),
    arrival: settings?.arrival ?? 'uniform',
    timeoutMs: settings?.timeout ?? 5_000,
    deadlineMs: settings?.deadline ?? 10_000,
    maxInFlight,
    connections:
      typeof connections === 'string'
        ? connections
        : { maxRequests: connections.maxRequests ?? null, maxAgeMs: connections.maxAge ?? null },
    workers: settings?.workers ?? 'auto',
    trace: traceOf(draft, settings?.trace ?? 'on'),
    stages,
    journeys: compileJourneys(draft, target, columns),
    ...(Object.keys(feeders).length === 0 ? {} : { feeders }),
    totalMs: stages.reduce((sum, stage) => sum + stage.forMs, 0),
    arrivals: model === 'open' ? scheduleOf(stages).total : null,
  };
}

function traceOf(draft: Draft, written: NonNullable<z.infer<typeof loadSettings>['trace']>): PlannedTrace | null {
  if (written === 'off') return null;
  const { header, baggage, sampled } = written === 'on' ? {} : written;
  const trace = { header: header ?? 'traceparent', baggage: baggage === 'off' ? null : (baggage ?? 'baggage'), sampled: sampled ?? true };
  if (trace.header.toLowerCase() === trace.baggage?.toLowerCase())
    draft.report({
      path: ['load', 'trace'],
      message: `header and baggage are both ${trace.header}`,
      hint: 'one of them needs another name',
    });
  return trace;
}

/** A user who never pauses is a loop, not a person. */
const defaultThinkMs = 1_000;

/** What only the other model has. */
function checkModel(draft: Draft, model: LoadModel, load: Raw): void {
  const refuse = (key: string, message: string): void => draft.report({ path: ['load', key], on: 'key', message });
  if (model === 'open') {
    if (load['base'] === undefined) refuse('base', 'base is missing; expected a rate such as 100/s');
    if (load['think'] !== undefined)
      refuse('think', 'think is the pause of users between journeys, and this load has rates; a step has a think of its own');
    return;
  }
  if (load['base'] !== undefined) refuse('base', 'base is what 1x means, and a load of users has no rate: leave it out');
  if (load['arrival'] !== undefined) refuse('arrival', 'arrival spreads a rate, and a load of users has none: leave it out');
}

function checkUsers(draft: Draft, stages: readonly PlannedStage[], maxInFlight: number): void {
  for (const [index, { users }] of stages.entries()) {
    if (users === null || users <= maxInFlight) continue;
    draft.report({
      path: ['load', 'stages', index, 'users'],
      message: `${users} users may have as many requests in flight, and load.maxInFlight is ${maxInFlight}`,
      hint: 'fewer users, or a higher maxInFlight',
    });
  }
}

/** The highest rate of an open stage; of users nobody knows: null. */
export function highestRate({ shape, forMs }: Pick<PlannedStage, 'forMs' | 'shape'>): number | null {
  return shape === null ? null : shapeOf(shape, forMs).peakPerSecond;
}

/** What is worth knowing of a load of users before it runs. */
export function modelWarnings({ model, thinkMs, stages }: PlannedLoad, { maxRatePerSecond }: Plan['guard']): string[] {
  if (model === 'open') return [];
  const most = Math.max(0, ...stages.map(({ users }) => users ?? 0));
  const atMost = thinkMs === null || thinkMs === 0 ? Number.POSITIVE_INFINITY : (most * 1_000) / thinkMs;
  const bias = `closed model: ${closedModelBias}`;
  return atMost <= maxRatePerSecond
    ? [bias]
    : [
        bias,
        `guard.maxRate ${formatRate(maxRatePerSecond)} can't be promised: how fast ${most} users ask hangs on how fast they are answered`,
      ];
}
