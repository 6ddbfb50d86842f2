/** What one look at a source says of one breaker, whatever the source. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Interval } from '../events/event.ts';

/** null: the source does not have that. */
export interface Reading {
  /** The state itself, where it is shown. */
  readonly state: BreakerState | null;
  /** Monotonic counts of transitions into each state, where there are counters. */
  readonly opened: number | null;
  readonly halfOpened: number | null;
  readonly closed: number | null;
  /** Count of calls turned away while open. */
  readonly rejected: number | null;
  /** `rejected` is a sum over a sliding window, which falls by itself: only a rise says anything. */
  readonly rejectedSlides?: boolean;
  /** Monotonic count of calls that were let through. Absent: the source does not have it. */
  readonly passed?: number;
  /** When the process that answered began, seconds since 1970. Absent: it does not say. */
  readonly startedAt?: number;
  /** How long ago it changed, in ms, where that is shown: [at least, at most]. */
  readonly changedAgoMs?: Interval;
  /** How long the breaker waits before it tries again, as it says itself. */
  readonly waitMs?: number;
  /** Of a source that is a log: what it says happened, in its order. Absent: it is none. */
  readonly log?: Log;
}

export interface Log {
  readonly moves: readonly LoggedMove[];
  /**
   * Of a log that is read whole every time and forgets its oldest entries: when each entry that is in it was written, in its order,
   * transitions and others alike. Absent: what was read is what was added since the time before.
   */
  readonly times?: readonly number[];
}

/** Milliseconds since 1970 are on the clock of whoever wrote them. */
export interface LoggedMove {
  /** null: the log does not say. */
  readonly from: BreakerState | null;
  readonly to: BreakerState;
  /** null: undated. */
  readonly atMs: number | null;
  /** No transition, but what happens in that state only: a call that was turned away. */
  readonly implied?: boolean;
}

/** Of a source that tells what happened and nothing else. */
export function readingOfLog(log: Log): Reading {
  return { state: null, opened: null, halfOpened: null, closed: null, rejected: null, log };
}
