/** Stages on the clock: of an open model with their curves, of a closed one with their users. */
import { isMap, type Raw } from '../scenario/origins.ts';
import type { Path } from '../scenario/mistake.ts';
import { readDuration } from '../scenario/quantities.ts';
import { readAs } from '../scenario/schema-mistakes.ts';
import { scheduleOf } from '../shapes/schedule.ts';
import { readShape } from '../shapes/shelf.ts';
import type { ShapeSpec } from '../shapes/shape.ts';
import { parseMultiple, parseRate } from '../units.ts';
import type { Draft } from './draft.ts';
import type { LoadModel, PlannedStage } from './plan.ts';

/** What most stages have. Where that is even, a base makes it a load of rates, and users without one a load of users. */
export function modelOf({ stages, base }: Raw): LoadModel {
  const having = (key: 'users' | 'rate'): number =>
    Array.isArray(stages) ? stages.filter((stage) => isMap(stage) && stage[key] !== undefined).length : 0;
  const [users, rates] = [having('users'), having('rate')];
  return users > rates || (users === rates && users > 0 && base === undefined) ? 'closed' : 'open';
}

/** A stage that can't be read takes no time, so that the others and the faults are still checked. */
export function compileStages(draft: Draft, model: LoadModel, written: unknown, basePerSecond: number): PlannedStage[] {
  const placed: Omit<PlannedStage, 'arrivals'>[] = [];
  let startMs = 0;
  for (const [index, stage] of (Array.isArray(written) ? written : []).entries()) {
    if (!isMap(stage)) continue;
    const path: Path = ['load', 'stages', index];
    const length = readDuration(stage['for']);
    const forMs = 'value' in length ? length.value : 0;
    // A recording brings its own length; where it brings none, what is wrong with it is told already.
    if (stage['for'] === undefined && !isReplay(stage['rate']))
      draft.report({ path: [...path, 'for'], on: 'key', message: 'for is missing; expected a time such as 20s' });
    const load =
      model === 'closed'
        ? { shape: null, users: usersOf(draft, stage, path) }
        : { shape: shapeOf(draft, stage, path, perSecondOf(basePerSecond), forMs), users: null };
    const name = typeof stage['name'] === 'string' ? stage['name'] : '';
    if (name !== '' && placed.some((other) => other.name === name))
      draft.report({ path: [...path, 'name'], message: `a stage named ${name} stands above already` });
    placed.push({ name, startMs, forMs, ...load });
    startMs += forMs;
  }
  if (model === 'closed') return placed.map((stage) => ({ ...stage, arrivals: null }));
  const schedule = scheduleOf(placed);
  return placed.map((stage) => ({
    ...stage,
    arrivals: schedule.arrivalsBefore(stage.startMs + stage.forMs) - schedule.arrivalsBefore(stage.startMs),
  }));
}

function perSecondOf(basePerSecond: number): (text: string) => number | undefined {
  return (text) => {
    const multiple = parseMultiple(text);
    return multiple === undefined ? parseRate(text) : multiple * basePerSecond;
  };
}

function isReplay(rate: unknown): boolean {
  return isMap(rate) && rate['replay'] !== undefined;
}

/** A stage of users among rates is told once, and is none of theirs. */
function shapeOf(
  draft: Draft,
  { rate, users }: Raw,
  path: Path,
  perSecond: (text: string) => number | undefined,
  forMs: number,
): ShapeSpec {
  if (users !== undefined)
    draft.report({
      path: [...path, 'users'],
      on: 'key',
      message: 'a load has either rates or users, and this one has rates',
      hint: 'give every stage users, or this one a rate',
    });
  return users !== undefined && rate === undefined ? none : readRateOf(draft, rate, [...path, 'rate'], perSecond, forMs);
}

const none: ShapeSpec = { shape: 'constant', perSecond: 0 };

function readRateOf(draft: Draft, value: unknown, path: Path, perSecond: (text: string) => number | undefined, forMs: number): ShapeSpec {
  const read = readShape(value, perSecond, forMs);
  if ('spec' in read) return read.spec;
  const missing = value === undefined || value === null;
  if ('schema' in read) readAs(read.schema, value, path, draft.report);
  else
    draft.report({
      path,
      on: missing ? 'key' : 'value',
      message: missing ? `rate is missing; ${read.problem.replace(/, got .*$/, '')}` : read.problem,
    });
  return none;
}

/** A number that is none was told by the schema. */
function usersOf(draft: Draft, stage: Raw, path: Path): number {
  const { rate, users } = stage;
  if (rate !== undefined)
    draft.report({
      path: [...path, 'rate'],
      on: 'key',
      message: 'a load has either rates or users, and this one has users',
      hint: 'users wait for answers, so how many journeys start per second is not theirs to say',
    });
  else if (users === undefined)
    draft.report({ path: [...path, 'users'], on: 'key', message: 'users is missing; expected a whole number, at least 0' });
  return typeof users === 'number' && Number.isSafeInteger(users) && users >= 0 ? users : 0;
}
