/** What a look at a probe is given, and what it gives. */
import type { AskedTarget } from '../../ask.ts';
import type { Clock } from '../../clock.ts';

export interface Looking {
  readonly target: AskedTarget;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Ends it early: nobody wants its answer any more. */
  readonly signal: AbortSignal;
}

/** Rejects with why it does not hold; resolves with what was seen. */
export type Seen = Promise<string>;
