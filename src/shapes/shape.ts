/**
 * A shape is a rate curve: pure functions of time, no timers inside. t is in milliseconds from the start of the
 * stage, rates are arrivals per second, and counts are real numbers (the integral of the rate), so that the
 * fraction left at the end of one stage is carried into the next.
 */
export interface Shape {
  /** Arrivals per second at t. */
  rateAt(tMs: number): number;
  /** Arrivals due in [0, t]: the integral of rateAt. Monotone, sentBy(0) = 0. */
  sentBy(tMs: number): number;
  /** The time at which sentBy reaches `count`: the inverse of sentBy. `count` lies in [0, sentBy(forMs)]. */
  timeOf(count: number): number;
}

/** A shape as the plan holds it: plain data, rates already per second. A new shape adds a member and a file. */
export type ShapeSpec =
  | { readonly shape: 'constant'; readonly perSecond: number }
  | { readonly shape: 'ramp'; readonly fromPerSecond: number; readonly toPerSecond: number };
