/** `chaos compare`: reads both sides, refuses what can't be compared, and says what came of it. */
import { compareRuns, type Sides } from './analysis/compare/compare-runs.ts';
import { fingerprintDifferences } from './analysis/compare/like.ts';
import { ChaosError } from './errors.ts';
import type { RunSummary } from './events/run-summary.ts';
import { exitCode } from './exit-codes.ts';
import { keptRuns, type KeptRun } from './kept-runs.ts';
import { planDifferences } from './plan/plan-difference.ts';

export interface CompareOptions {
  readonly a: string;
  readonly b: string;
  readonly out: string;
  /** The target's version labels of the two sides may differ: it is what is compared. */
  readonly acrossVersions: boolean;
  readonly failOnRegression: boolean;
}

/** Throws NOT_COMPARABLE, and what keptRuns throws. */
export function compareSides(options: CompareOptions): Sides {
  const [a, b] = [keptRuns(options.a, options.out), keptRuns(options.b, options.out)];
  const both = a.find(({ summary }) => b.some((other) => other.summary.run === summary.run));
  if (both !== undefined) throw new ChaosError('NOT_COMPARABLE', `run ${both.summary.run} is on both sides`, 'name each run once');
  refuseUnlike(a, b, options.acrossVersions);
  const [left, right] = [fitToCompare(a), fitToCompare(b)];
  const sides = compareRuns(left.summaries, right.summaries);
  return { ...sides, notes: [...left.notes, ...right.notes], exitCode: options.failOnRegression ? codeOf(sides) : exitCode.held };
}

/** A run that is alone on its side is shown whatever it was: nothing is claimed of it. Throws NOT_COMPARABLE where none is left of several. */
function fitToCompare(side: readonly KeptRun[]): { readonly summaries: readonly RunSummary[]; readonly notes: readonly string[] } {
  const fit = side.length === 1 ? side : side.filter(({ leftOut }) => leftOut === null);
  const out = side.filter((run) => !fit.includes(run)).map(({ summary, leftOut }) => `${summary.run} is left out: ${leftOut ?? ''}`);
  if (fit.length === 0)
    throw new ChaosError(
      'NOT_COMPARABLE',
      `no run of a side can be held against others: ${out.join('; ')}`,
      'name runs that came to their end, or a single one to look at its figures',
    );
  const doubts = fit.flatMap(({ doubt, leftOut, summary }) => doubt ?? (leftOut === null ? [] : `${summary.run}: ${leftOut}`));
  return { summaries: fit.map(({ summary }) => summary), notes: [...out, ...doubts] };
}

/** Who asks to fail on a regression is not told that there is none where nothing could be claimed. */
function codeOf({ worse, conclusive }: Pick<Sides, 'worse' | 'conclusive'>): number {
  if (worse.length > 0) return exitCode.regression;
  return conclusive ? exitCode.held : exitCode.inconclusive;
}

function refuseUnlike(a: readonly KeptRun[], b: readonly KeptRun[], acrossVersions: boolean): void {
  const [first] = a;
  if (first === undefined || b.length === 0)
    throw new ChaosError('USAGE', 'a side of the comparison has no runs', 'name runs by id or folder, several with commas between them');
  for (const [index, other] of [...a, ...b].entries()) {
    refuseOtherPlan(first, other);
    const one = first.summary.fingerprint;
    const two = other.summary.fingerprint;
    const free = acrossVersions && index >= a.length && one !== null && two !== null;
    const differs = fingerprintDifferences(one, free ? { ...two, targetVersion: one.targetVersion } : two);
    if (differs.length > 0)
      throw unlike(
        first,
        other,
        'were not done on the same machine and kind of target',
        differs,
        'only runs of one fingerprint can be compared; --across-versions lets the version labels of the two sides differ',
      );
  }
}

/** Throws NOT_COMPARABLE with what differs between the plans. */
export function refuseOtherPlan(first: KeptRun, other: KeptRun): void {
  if (first.summary.planHash === other.summary.planHash) return;
  const found = planDifferences(first.plan, other.plan);
  const differs = found.length > 0 ? found : ['something that is blackened in their logs'];
  throw unlike(
    first,
    other,
    'are of different plans',
    differs,
    'load, faults, target and rules of analysis must be the same; titles and objectives may differ',
  );
}

function unlike(first: KeptRun, other: KeptRun, what: string, differs: readonly string[], hint: string): ChaosError {
  return new ChaosError('NOT_COMPARABLE', `${first.summary.run} and ${other.summary.run} ${what}: ${differs.join('; ')}`, hint);
}
