/**
 * A shape is a rate curve: pure functions of time, no timers inside. t is in milliseconds from the start of the
 * stage, rates are arrivals per second, and counts are real numbers (the integral of the rate), so that the
 * fraction left at the end of one stage is carried into the next.
 */
export interface Shape {
  /** Arrivals per second at t; where the rate jumps, the rate after the jump. */
  rateAt(tMs: number): number;
  /** Arrivals due in [0, t]: the integral of rateAt. Monotone, sentBy(0) = 0. */
  sentBy(tMs: number): number;
  /** The first time at which sentBy reaches `count`: the inverse of sentBy. `count` lies in [0, sentBy(forMs)]. */
  timeOf(count: number): number;
  /** The highest rate within the stage; it may lie between its ends. */
  readonly peakPerSecond: number;
}

/** A shape as the plan holds it: plain data, rates already per second. A new shape adds a member and a file. */
export type ShapeSpec =
  | { readonly shape: 'constant'; readonly perSecond: number }
  | { readonly shape: 'ramp'; readonly fromPerSecond: number; readonly toPerSecond: number }
  | { readonly shape: 'step'; readonly perSecond: readonly number[] }
  | {
      readonly shape: 'spike';
      readonly basePerSecond: number;
      readonly peakPerSecond: number;
      readonly atMs: number;
      readonly holdMs: number;
      readonly decayMs: number;
    }
  | {
      readonly shape: 'wave';
      readonly lowPerSecond: number;
      readonly highPerSecond: number;
      readonly periodMs: number;
      /** How far into a period it begins; a period begins at its low. */
      readonly phaseMs: number;
    }
  | {
      readonly shape: 'replay';
      /** The recording, as it was named; null where the rates stand in the scenario itself. */
      readonly file: string | null;
      /** Each rate lasts as long. */
      readonly everyMs: number;
      readonly perSecond: readonly number[];
      /** How much faster than recorded that is, and what the recorded rates were multiplied by; absent: 1. */
      readonly speed?: number;
      readonly factor?: number;
    };
