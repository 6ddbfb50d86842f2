/** Attributes that change while a fault is in: `{ramp: [0, 2s, 500ms]}` is reached in steps, each a call to the proxy. */
import { numbersOf } from './describe.ts';
import type { FaultProblem, FaultSpec } from './fault.ts';

/** No more than five calls a second, and no fewer than a hundred over a long window. */
const leastStepMs = 200;
const mostSteps = 100;

export const mostPoints = 20;

/** The points of `{ramp: [...]}` as written; null: it is no ramp; a text: what is wrong with it. */
export function pointsOf(written: unknown): readonly unknown[] | string | null {
  if (typeof written !== 'object' || written === null || Array.isArray(written) || !('ramp' in written)) return null;
  const { ramp, ...others } = written as { ramp: unknown };
  const other = Object.keys(others)[0];
  if (other !== undefined) return `a ramp has no "${other}"`;
  if (!Array.isArray(ramp) || ramp.length < 2 || ramp.length > mostPoints)
    return `expected a list of 2 to ${mostPoints} values, as in {ramp: [0, 2s]}`;
  return ramp as unknown[];
}

/** A fault as it is at one moment of its window. */
export interface RampStep {
  readonly afterMs: number;
  readonly attributes: Readonly<Record<string, number>>;
  readonly toxicity: number;
}

/**
 * The window in equal steps: the first has the first value, the last the last, and every value that is written is reached. Steps that
 * would change nothing are left out. One step where nothing is ramped. O(steps).
 */
export function rampSteps(spec: FaultSpec, forMs: number): RampStep[] {
  const ramps = Object.entries(spec.ramps ?? {});
  const still = { attributes: numbersOf(spec), toxicity: spec.toxicity };
  if (ramps.length === 0) return [{ afterMs: 0, ...still }];
  const count = stepsIn(
    forMs,
    ramps.map(([, points]) => points.length - 1),
  );
  const steps: RampStep[] = [];
  for (let k = 0; k < count; k++) {
    const now = ramps.map(([key, points]) => [key, valueAt(points, count === 1 ? 0 : k / (count - 1), key === 'toxicity')] as const);
    const { toxicity = still.toxicity, ...attributes } = Object.fromEntries(now);
    const step = { afterMs: Math.round((k * forMs) / count), attributes: { ...still.attributes, ...attributes }, toxicity };
    if (!isSame(step, steps.at(-1))) steps.push(step);
  }
  return steps;
}

/** So many that each stretch between two written values has a whole number of them. */
function stepsIn(forMs: number, stretches: readonly number[]): number {
  const most = Math.min(mostSteps, Math.floor(forMs / leastStepMs));
  const unit = stretches.reduce(leastCommonMultiple, 1);
  // Of ramps that have nothing in common the longest is met exactly, or none where the window is too short for it.
  const met = unit < most ? unit : Math.max(...stretches);
  return met < most ? Math.floor((most - 1) / met) * met + 1 : Math.max(2, most);
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Straight lines between points that are equally far apart; whole numbers, but of shares four decimals. */
function valueAt(points: readonly number[], at: number, isShare: boolean): number {
  const place = at * (points.length - 1);
  const left = Math.min(points.length - 2, Math.floor(place));
  const [from = 0, to = 0] = [points[left], points[left + 1]];
  const value = from + (to - from) * (place - left);
  return isShare ? Math.round(value * 1e4) / 1e4 : Math.round(value);
}

function isSame(step: RampStep, before: RampStep | undefined): boolean {
  return (
    before !== undefined &&
    before.toxicity === step.toxicity &&
    Object.entries(step.attributes).every(([key, value]) => before.attributes[key] === value)
  );
}

/** A window in which nothing could change is too short for a ramp. */
export function checkRamps(spec: FaultSpec, forMs: number): FaultProblem[] {
  const [key] = Object.keys(spec.ramps ?? {});
  if (key === undefined || forMs >= 2 * leastStepMs) return [];
  return [{ path: [key], message: `${key}: a ramp needs at least ${2 * leastStepMs} ms, and the fault lasts ${forMs} ms` }];
}
