import { exitCode } from '../../exit-codes.ts';
import type { Analysis } from '../analysis.ts';

/** Why a run's figures are not those of the plan, so that none of them may stand beside those of other runs; null: they may. */
export function leftOut(run: Analysis): string | null {
  if (run.run.interrupted) return 'interrupted';
  if (run.verdict === 'aborted') return 'aborted';
  if (run.exitCode === exitCode.bug) return 'the tool failed';
  if (run.exitCode === exitCode.notReady) return 'the environment was not fit';
  return run.generator.saturated ? 'the generator was saturated' : null;
}
