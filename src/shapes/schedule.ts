/**
 * The schedule of a whole load: the stages' shapes put end to end, in closed form. Counts are real numbers and the
 * fraction left at the end of a stage is carried into the next, so no arrival is lost or invented at a boundary.
 *
 * Arrival number k (0, 1, ...) is due when the integral of the rate reaches k + 1/2. The half makes the number of
 * arrivals in any stretch differ from the integral over it by less than 1, in either direction alike, and keeps arrivals of
 * round rates off the boundaries of stages and seconds.
 */
import { shapeOf } from './shelf.ts';
import type { Shape, ShapeSpec } from './shape.ts';

export interface ScheduledStage {
  readonly startMs: number;
  readonly forMs: number;
  /** null: of users, whose arrivals no clock knows beforehand. It counts as silence. */
  readonly shape: ShapeSpec | null;
}

export interface Schedule {
  /** How many arrivals there are: the integral, rounded to the nearest whole number. */
  readonly total: number;
  /** The end of the last stage. */
  readonly endMs: number;
  /** The integral of the rate from the start to t; a real number, constant before the first and after the last stage. */
  sentBy(tMs: number): number;
  /** When arrival k is due. k in [0, total). */
  timeOf(k: number): number;
  /** When the integral reaches `count`, a real number in [0, sentBy(endMs)]. */
  timeOfCount(count: number): number;
  /** Arrivals per second at t; 0 outside the stages. */
  rateAt(tMs: number): number;
  /** How many arrivals are due before t. */
  arrivalsBefore(tMs: number): number;
}

/** What a sum of fractions may lack to reach the number it stands for. */
export const roundingSlack = 1e-9;

const silence: ShapeSpec = { shape: 'constant', perSecond: 0 };

interface Placed {
  readonly startMs: number;
  readonly endMs: number;
  readonly before: number;
  readonly after: number;
  readonly curve: Shape;
}

/** `stages` in order of time and without overlap. */
export function scheduleOf(stages: readonly ScheduledStage[]): Schedule {
  const placed: Placed[] = [];
  let before = 0;
  for (const { startMs, forMs, shape } of stages) {
    const curve = shapeOf(shape ?? silence, forMs);
    const after = before + curve.sentBy(forMs);
    placed.push({ startMs, endMs: startMs + forMs, before, after, curve });
    before = after;
  }
  const integral = before;
  const endMs = placed.at(-1)?.endMs ?? 0;

  const sentBy = (tMs: number): number => {
    const stage = lastAtOrBefore(placed, tMs);
    if (stage === undefined) return 0;
    return tMs >= stage.endMs ? stage.after : stage.before + stage.curve.sentBy(tMs - stage.startMs);
  };
  const timeOfCount = (count: number): number => {
    const stage = placed[firstReaching(placed, count)];
    if (stage === undefined) return endMs;
    return stage.startMs + stage.curve.timeOf(Math.max(0, count - stage.before));
  };
  return {
    total: wholeArrivals(integral),
    endMs,
    sentBy,
    timeOf: (k) => timeOfCount(k + 0.5),
    timeOfCount,
    rateAt: (tMs) => {
      const stage = lastAtOrBefore(placed, tMs);
      return stage === undefined || tMs >= stage.endMs ? 0 : stage.curve.rateAt(tMs - stage.startMs);
    },
    arrivalsBefore: (tMs) => wholeArrivals(sentBy(tMs)),
  };
}

/** How many k + 1/2 lie at or below `integral`. The tiny allowance lets sums of thirds and tenths reach their half. */
function wholeArrivals(integral: number): number {
  return Math.floor(integral + 0.5 + roundingSlack);
}

function lastAtOrBefore(placed: readonly Placed[], tMs: number): Placed | undefined {
  let found: Placed | undefined;
  for (const stage of placed) {
    if (stage.startMs > tMs) break;
    found = stage;
  }
  return found;
}

/** The first stage in which the integral reaches `count`. */
function firstReaching(placed: readonly Placed[], count: number): number {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle] as Placed).after < count) low = middle + 1;
    else high = middle;
  }
  return low;
}
