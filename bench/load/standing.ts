/** Who is ahead in one measure, and who can't be told from the one ahead. */
import { median, spread } from './statistics.ts';

/** A tool's score in each round; less is better. */
export interface Scores {
  readonly tool: string;
  readonly rounds: readonly number[];
}

export interface Standing {
  readonly ahead: string;
  /** Those behind by no more than either one's own rounds differ: noise. Nearest first. */
  readonly withinNoise: readonly string[];
}

/** null when there is nothing to compare. */
export function standingOf(scores: readonly Scores[]): Standing | null {
  const ranked = scores
    .filter(({ rounds }) => rounds.length > 0)
    .map(({ tool, rounds }) => ({ tool, median: median(rounds) as number, spread: spread(rounds) }))
    .toSorted((a, b) => a.median - b.median);
  const [best, ...others] = ranked;
  if (best === undefined || others.length === 0) return null;
  return {
    ahead: best.tool,
    withinNoise: others.filter((one) => one.median - best.median <= Math.max(one.spread, best.spread)).map(({ tool }) => tool),
  };
}
