/** What to do after this run, and how to do it again: commands a person can paste. */
import { exitCode } from '../exit-codes.ts';
import type { Analysis } from '../analysis/analysis.ts';

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What names the run to `chaos report`: its folder; its id where it is in the usual place, or nobody knows where (null). */
export function runWord(analysis: Analysis, folder: string | null): string {
  return shellWord(folder === null || folder === usualFolder(analysis) ? analysis.run.id : folder);
}

function usualFolder({ run }: Analysis): string {
  return `reports/${run.id}`;
}

/** One suggestion that fits how the run ended. `folder`: that of the run, as the user would type it; null: where runs usually are. */
export function nextStep(analysis: Analysis, folder: string | null = null): string {
  const run = runWord(analysis, folder);
  if (analysis.exitCode === exitCode.rollbackIncomplete) return 'chaos recover   (something injected may still be there)';
  if (analysis.exitCode === exitCode.bug) return `please report this with ${shellWord(`${folder ?? usualFolder(analysis)}/events.ndjson`)}`;
  const late = 'lower the rate, give the load more threads (load: {workers: N}), or use a stronger machine: chaos doctor';
  if (analysis.exitCode === exitCode.notReady && analysis.gate.ok === false)
    return analysis.generator.saturated ? late : 'mend what the baseline shows; --gate off injects all the same, to explore';
  if (analysis.exitCode === exitCode.notReady) return 'chaos doctor   (the environment was not fit to be judged)';
  if (analysis.run.interrupted && analysis.faults.some((fault) => fault.injectedAtMs !== null && fault.removedAtMs === null))
    return 'chaos recover   (says whether anything is left, and undoes it)';
  if (analysis.run.interrupted) return 'run it again when you are ready: nothing was left behind';
  if (analysis.generator.saturated) return late;
  if (analysis.faults.some((fault) => fault.verified === false))
    return "check that the system's traffic crosses the link's listen address: chaos plan";
  if (analysis.exitCode === exitCode.regression) return 'open report.html; chaos history shows the nights before it';
  if (analysis.verdict === 'held')
    return `open report.html, or make it harder: ${analysis.faults.length > 0 ? 'a longer fault, a higher rate' : 'a higher rate, or a fault'}`;
  return `open report.html: the charts show when it went wrong (render again: chaos report ${run})`;
}

/** The command that runs the same plan again, from inside the run directory. */
export function reproduceCommand(analysis: Analysis): string {
  const environment = analysis.scenario.environment === null ? '' : ` --env ${shellWord(analysis.scenario.environment)}`;
  return `chaos spike scenario.yaml --seed ${analysis.run.seed}${environment}`;
}
