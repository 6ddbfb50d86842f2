/**
 * What spike and run do with the plans that were made: refuse what can't be judged, run every attempt, say what came of all of them
 * in one summary and one exit code.
 */
import type { Analysis } from './analysis/analysis.ts';
import { countedCode, runAttempts, type Attempt, type AttemptsOptions } from './attempts.ts';
import { errorJson, renderError, type ErrorJson } from './command.ts';
import { exitCode, worstOf } from './exit-codes.ts';
import { asTyped, heedProvability, heedPublicHosts, runAndPrint, type DeskOptions } from './front-desk.ts';
import type { JobSummary, Summarise } from './job-summary.ts';
import type { MadePlan } from './plan/entry.ts';
import type { Rehearsed } from './rehearse.ts';
import { renderMany } from './report/many.ts';
import { colorOn, columnsOf } from './run-flags.ts';

/** What --json prints of several runs. */
export type Several = { schema: 1; exitCode: number; runs: Analysis[] } & Partial<ErrorJson> & Readonly<Record<string, unknown>>;

export interface JobOptions extends DeskOptions, Omit<AttemptsOptions, 'run' | 'say'> {
  readonly confirm?: string[] | undefined;
  /** How each plan is run: once, several times, ... In the order in which they run. */
  readonly attemptsOf: (made: MadePlan) => readonly Attempt[];
  /** Called as each run ends: what is kept of it beside its folder. */
  readonly keep?: (rehearsed: Rehearsed, attempt: Attempt) => void;
  /** What is said of all runs of one job together, besides a line each. */
  readonly summaries?: readonly Summarise[];
}

/**
 * One run gives its report, several give all of them. Throws what kept the only one from starting, and what is refused before
 * anything is sent.
 */
export async function runJob(plans: readonly MadePlan[], options: JobOptions): Promise<{ value: Analysis | Several; exitCode: number }> {
  for (const made of plans) heedProvability(made, options.ci);
  await heedPublicHosts(plans, options);
  const planned = plans.flatMap((made) => options.attemptsOf(made));
  const { done, failure, stoppedBy } = await runAttempts(planned, {
    ...options,
    say: (text) => void (options.quiet || process.stderr.write(`${text}\n`)),
    run: async (attempt) => {
      const rehearsed = await runAndPrint(attempt, options);
      options.keep?.(rehearsed, attempt);
      return rehearsed;
    },
  });
  const [only] = done;
  if (planned.length === 1 && only === undefined && failure !== undefined) throw failure;
  // What came after it, or was to come, is said beside it: a re-run, the run of a control, what kept one from starting, a signal.
  const alone = planned.length === 1 && done.length === 1 && failure === undefined && stoppedBy === null;
  if (alone && only) return { value: only.analysis, exitCode: only.analysis.exitCode };

  const summaries = (options.summaries ?? []).flatMap((summarise): JobSummary[] => {
    const summary = summarise(done, options);
    return summary === undefined ? [] : [summary];
  });
  const runs = done.map(({ analysis }) => analysis);
  const codes = [
    ...done.map((one) => countedCode(one, done)),
    ...summaries.map((summary) => summary.exitCode ?? exitCode.held),
    ...(failure ? [failure.exit] : []),
    ...(stoppedBy === null ? [] : [stoppedBy]),
  ];
  const code = worstOf(codes);
  const screen = { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) };
  for (const { text } of summaries) options.log(`\n${text(screen)}\n`);
  const finished = done.map(({ analysis, paths }) => ({ analysis, paths: paths.map(asTyped) }));
  options.log(renderMany(finished, { ...screen, exitCode: code }));
  const value: Several = { schema: 1, exitCode: code, runs, ...Object.assign({}, ...summaries.map(({ json }) => json)) };
  if (failure === undefined) return { value, exitCode: code };
  // What ran before it is not lost for the one that could not start.
  process.stderr.write(renderError(failure));
  return { value: { ...value, ...errorJson(failure) }, exitCode: code };
}

/** Every plan once. */
export function once(made: MadePlan): readonly Attempt[] {
  return [{ made, mark: null }];
}
