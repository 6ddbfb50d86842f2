/** What one look at a source says of one breaker, whatever the source. */
import type { BreakerState } from '../events/event.ts';

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
  /** How long the breaker waits before it tries again, as it says itself. */
  readonly waitMs?: number;
  /** Of a source that is a log: what it says happened, in its order. Absent: it is none. */
  readonly log?: Log;
}

export interface Log {
  readonly moves: readonly LoggedMove[];
  /**
   * Of a log that is read whole every time and forgets its oldest lines: how far back it reaches, and whether lines that are older
   * were dropped. Absent: what was read is what was added since the time before.
   */
  readonly reaches?: { readonly oldestMs: number; readonly newestMs: number };
}

export interface LoggedMove {
  /** null: the log does not say. */
  readonly from: BreakerState | null;
  readonly to: BreakerState;
  /** Milliseconds since 1970 on the clock of whoever wrote it; null: undated. */
  readonly atMs: number | null;
}
