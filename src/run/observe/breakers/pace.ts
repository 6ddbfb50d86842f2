/** How often a source is asked: often enough to tell when something happened, and never so often that the asking is a load of its own. */

const everyMs = 200;
/** Of the time from one look to the next, so much at most is spent looking. */
const mostShare = 0.1;
/** The interval follows the mean of so many looks: one that took long while the target was busy must not blind the watch for seconds. */
const lately = 5;
/** A look that nobody answered has cost the target something too, and is tried again after one of these. */
const retriesMs: readonly number[] = [800, 1_800, 4_000, 9_000];

export interface Pace {
  answered(tookMs: number): void;
  /** `slow`: it was given up; a refusal at once costs nobody anything. */
  unanswered(slow: boolean): void;
  /** From the end of a look that took so long to the next. */
  pauseMs(tookMs: number): number;
  /** From one look to the next, as it is now. */
  readonly everyMs: number;
}

/** @param leastMs the interval of a source that answers at once */
export function createPace(leastMs = everyMs): Pace {
  let took: number[] = [];
  let unanswered = 0;
  const interval = (): number => {
    const mean = took.length === 0 ? 0 : took.reduce((sum, one) => sum + one, 0) / took.length;
    return Math.max(leastMs, mean / mostShare);
  };
  return {
    answered(tookMs) {
      took = [...took, tookMs].slice(-lately);
      unanswered = 0;
    },
    unanswered(slow) {
      unanswered = slow ? unanswered + 1 : 0;
    },
    pauseMs(tookMs) {
      if (unanswered > 0) return retriesMs[Math.min(unanswered, retriesMs.length) - 1]!;
      return Math.max(0, interval() - tookMs);
    },
    get everyMs() {
      return interval();
    },
  };
}
