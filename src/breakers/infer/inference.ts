/**
 * What was concluded about a breaker that does not speak for itself. Either moves, each known as an interval, or the reason why
 * nothing can be said: an inference that could not have seen a trip never says that there was none.
 */
import type { BreakerState } from '../../events/breaker-state.ts';
import type { Interval } from '../../events/event.ts';

export interface InferredMove {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly atMs: Interval;
}

export interface Inference {
  /** Why it can't tell; null: it can, and what is not among the moves it did not see. */
  readonly declined: string | null;
  /** In the order of time; empty where it was declined. */
  readonly moves: readonly InferredMove[];
  /** When it looked, in ms of the run; empty where it was declined. */
  readonly watched: readonly Interval[];
  /** What it saw, or what would have escaped it, for a reader. */
  readonly detail: string;
}

/** What is known to be within this, in ms, is told as a moment: it is wrong by half of it at most. Nothing that is wider is. */
export const widestMs = 200;

export function declined(why: string): Inference {
  return { declined: why, moves: [], watched: [], detail: why };
}
