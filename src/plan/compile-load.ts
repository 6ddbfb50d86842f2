/** Stages on the clock, and how requests are sent. */
import { scheduleOf } from '../shapes/schedule.ts';
import { endsOf, readShape } from '../shapes/shelf.ts';
import type { ShapeSpec } from '../shapes/shape.ts';
import { isMap } from '../scenario/origins.ts';
import type { Path } from '../scenario/mistake.ts';
import { readDuration, readRate } from '../scenario/quantities.ts';
import { loadSettings } from '../scenario/schema.ts';
import { formatRate, parseMultiple, parseRate, writeDuration } from '../units.ts';
import { compileJourneys } from './compile-journeys.ts';
import { part, type Draft } from './draft.ts';
import type { Plan, PlannedLoad, PlannedStage, PlannedTarget } from './plan.ts';

export function compileLoad(draft: Draft, target: PlannedTarget): PlannedLoad {
  const load = isMap(draft.raw['load']) ? draft.raw['load'] : {};
  const base = readRate(load['base']);
  const basePerSecond = 'value' in base ? base.value : 1;
  const stages = compileStages(draft, load['stages'], basePerSecond);
  const settings = part(loadSettings, { ...load, base: '1/s' });
  const connections = settings?.connections ?? 'shared';
  return {
    basePerSecond,
    arrival: settings?.arrival ?? 'uniform',
    timeoutMs: settings?.timeout ?? 5_000,
    deadlineMs: settings?.deadline ?? 10_000,
    maxInFlight: settings?.maxInFlight ?? 2_000,
    connections:
      typeof connections === 'string'
        ? connections
        : { maxRequests: connections.maxRequests ?? null, maxAgeMs: connections.maxAge ?? null },
    workers: settings?.workers ?? 'auto',
    stages,
    journeys: compileJourneys(draft, target),
    totalMs: stages.reduce((sum, stage) => sum + stage.forMs, 0),
    arrivals: scheduleOf(stages).total,
  };
}

/** A stage that can't be read takes no time, so that the others and the faults are still checked. */
function compileStages(draft: Draft, written: unknown, basePerSecond: number): PlannedStage[] {
  const placed: Omit<PlannedStage, 'arrivals'>[] = [];
  let startMs = 0;
  const perSecond = (text: string): number | undefined => {
    const multiple = parseMultiple(text);
    return multiple === undefined ? parseRate(text) : multiple * basePerSecond;
  };
  for (const [index, stage] of (Array.isArray(written) ? written : []).entries()) {
    if (!isMap(stage)) continue;
    const path: Path = ['load', 'stages', index];
    const length = readDuration(stage['for']);
    const forMs = 'value' in length ? length.value : 0;
    const shape = readRateOf(draft, stage['rate'], [...path, 'rate'], perSecond);
    const name = typeof stage['name'] === 'string' ? stage['name'] : '';
    if (name !== '' && placed.some((other) => other.name === name))
      draft.report({ path: [...path, 'name'], message: `a stage named ${name} stands above already` });
    placed.push({ name, startMs, forMs, shape });
    startMs += forMs;
  }
  const schedule = scheduleOf(placed);
  return placed.map((stage) => ({
    ...stage,
    arrivals: schedule.arrivalsBefore(stage.startMs + stage.forMs) - schedule.arrivalsBefore(stage.startMs),
  }));
}

function readRateOf(draft: Draft, value: unknown, path: Path, perSecond: (text: string) => number | undefined): ShapeSpec {
  const read = readShape(value, perSecond);
  if ('spec' in read) return read.spec;
  const missing = value === undefined || value === null;
  const message = missing
    ? `rate is missing; ${read.problem.replace(/, found .*$/, '')}`
    : typeof value === 'number'
      ? `${value} of what? write ${value}/s, or ${value}x for ${value} times the base`
      : read.problem;
  draft.report({ path, on: missing ? 'key' : 'value', message });
  return { shape: 'constant', perSecond: 0 };
}

/** The highest rate of a stage; shapes with a peak between their ends are sampled. */
export function highestRate(stage: Pick<PlannedStage, 'startMs' | 'forMs' | 'shape'>): number {
  const { fromPerSecond, toPerSecond } = endsOf(stage.shape);
  const schedule = scheduleOf([{ ...stage, startMs: 0 }]);
  const inside = Array.from({ length: 99 }, (_, i) => schedule.rateAt((stage.forMs * (i + 1)) / 100));
  return Math.max(fromPerSecond, toPerSecond, ...inside);
}

export function checkGuard(draft: Draft, load: PlannedLoad): Plan['guard'] {
  const written = isMap(draft.raw['guard']) ? draft.raw['guard'] : {};
  const maxRate = readRate(written['maxRate'] ?? '20000/s');
  const maxDuration = readDuration(written['maxDuration'] ?? '1h');
  const guard = {
    maxRatePerSecond: 'value' in maxRate ? maxRate.value : 20_000,
    maxDurationMs: 'value' in maxDuration ? maxDuration.value : 3_600_000,
  };
  for (const [index, stage] of load.stages.entries()) {
    const highest = highestRate(stage);
    if (highest <= guard.maxRatePerSecond) continue;
    const message = `stage ${stage.name} reaches ${formatRate(highest)}, above guard.maxRate ${formatRate(guard.maxRatePerSecond)}`;
    draft.report({
      path: ['load', 'stages', index, 'rate'],
      code: 'GUARD_EXCEEDED',
      message,
      hint: 'lower the rate, or raise guard: {maxRate: ...} in the file',
    });
  }
  if (load.totalMs > guard.maxDurationMs) {
    const message = `the load lasts ${writeDuration(load.totalMs)}, longer than guard.maxDuration ${writeDuration(guard.maxDurationMs)}`;
    draft.report({
      path: ['load', 'stages'],
      on: 'key',
      code: 'GUARD_EXCEEDED',
      message,
      hint: 'shorten the stages, or raise guard: {maxDuration: ...} in the file',
    });
  }
  return guard;
}
