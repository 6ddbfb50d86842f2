/** Baselines: runs that were found good, in a file of their own that belongs into the repository. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { readBaseline, writeBaseline, type Baseline } from './analysis/compare/baseline.ts';
import { fingerprintDifferences } from './analysis/compare/like.ts';
import { refuseOtherPlan } from './compare-desk.ts';
import { ChaosError, messageOf } from './errors.ts';
import { exitCode } from './exit-codes.ts';
import { keptRuns } from './kept-runs.ts';
import { findRunDir } from './find-run.ts';

export const baselineFolder = 'baselines';

/** A name is a file in the folder; what looks like a path is one. */
export function baselineFile(named: string): string {
  return named.endsWith('.json') || named.includes('/') ? named : join(baselineFolder, `${named}.json`);
}

/** Throws BASELINE_INVALID where there is none or it is none, naming the file. */
export function loadBaseline(named: string): Baseline {
  const file = baselineFile(named);
  if (!existsSync(file))
    throw new ChaosError(
      'BASELINE_INVALID',
      `there is no baseline ${named}: ${file} does not exist`,
      `'chaos baseline save ${named} RUN' makes it`,
    );
  const baseline = readBaseline(readFileSync(file, 'utf8'));
  if (baseline === undefined)
    throw new ChaosError('BASELINE_INVALID', `${file} is not a baseline's file`, `'chaos baseline save ${named} RUN' writes it anew`);
  return baseline;
}

export interface SavedBaseline {
  readonly file: string;
  readonly baseline: Baseline;
}

/** `runs`: as keptRuns takes them; null: the latest. Throws NOT_COMPARABLE, BASELINE_INVALID, OUTPUT_UNWRITABLE, and what keptRuns throws. */
export function saveBaseline(named: string, runs: string | null, out: string): SavedBaseline {
  const kept = keptRuns(runs ?? findRunDir(undefined, out), out);
  const [first] = kept;
  if (first === undefined)
    throw new ChaosError('USAGE', 'no runs were named', 'name runs by id or folder, several with commas between them');
  for (const other of kept) {
    refuseOtherPlan(first, other);
    const differs = fingerprintDifferences(first.summary.fingerprint, other.summary.fingerprint);
    if (differs.length > 0)
      throw new ChaosError(
        'NOT_COMPARABLE',
        `${first.summary.run} and ${other.summary.run} were not done on the same machine and kind of target: ${differs.join('; ')}`,
        'a baseline is of one fingerprint',
      );
    const { run, exitCode: code } = other.summary;
    if (code !== exitCode.held && code !== exitCode.regression)
      throw new ChaosError(
        'BASELINE_INVALID',
        `run ${run} ended with exit code ${code}: a baseline is made of runs that held`,
        `'chaos report ${run}' says what was wrong`,
      );
  }
  const file = baselineFile(named);
  const { scenario, planHash } = first.summary;
  const baseline: Baseline = {
    schema: 1,
    name: basename(file, '.json'),
    scenario,
    planHash,
    plan: { ...first.plan },
    runs: kept.map(({ summary }) => summary),
  };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, writeBaseline(baseline));
  } catch (error) {
    throw new ChaosError('OUTPUT_UNWRITABLE', `${file} can't be written: ${messageOf(error)}`, 'name another file, such as ./main.json', {
      cause: error,
    });
  }
  return { file: relative(process.cwd(), file) || file, baseline };
}
