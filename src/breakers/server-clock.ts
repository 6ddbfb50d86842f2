/**
 * Where the moments of a log lie on our own clock. Whoever wrote it has another one; but what was written between two looks happened
 * between them, and what is in it had happened when it was read: with each look the difference is known more closely.
 */
import type { Interval } from '../events/event.ts';

export interface ServerClock {
  /** Entries by the server's clock, ascending, that are new since the look that was asked for at `sinceMs`, and were there at `answeredMs`. */
  learn(written: readonly number[], sinceMs: number, answeredMs: number): void;
  /** The moment on our clock, within those two. */
  place(writtenMs: number, sinceMs: number, answeredMs: number): Interval;
}

export function createServerClock(): ServerClock {
  // Ours less theirs.
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  return {
    learn(written, sinceMs, answeredMs) {
      const [oldest, newest] = [written[0], written.at(-1)];
      if (oldest === undefined || newest === undefined) return;
      least = Math.max(least, sinceMs - oldest);
      most = Math.min(most, answeredMs - newest);
      if (least <= most) return;
      // One of the two clocks was set: what was learned before does not hold any more.
      least = sinceMs - oldest;
      most = answeredMs - newest;
    },
    place(writtenMs, sinceMs, answeredMs) {
      const earliest = Math.max(sinceMs, writtenMs + least);
      const latest = Math.min(answeredMs, writtenMs + most);
      return earliest <= latest ? [earliest, latest] : [sinceMs, answeredMs];
    },
  };
}
