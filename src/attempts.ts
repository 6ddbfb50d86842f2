/**
 * Runs one after the other in one job: of several scenarios, and of one scenario several times (repetitions, a control without
 * faults, a re-run). Each is a run with a folder of its own. What was asked and warned about before the first is not asked again.
 */
import type { Analysis } from './analysis/analysis.ts';
import { ChaosError } from './errors.ts';
import type { AttemptMark, EventBody } from './events/event.ts';
import { exitCode } from './exit-codes.ts';
import { pauseBetween } from './pause-between.ts';
import type { MadePlan } from './plan/entry.ts';
import type { Rehearsed } from './rehearse.ts';

export interface Attempt {
  readonly made: MadePlan;
  /** null: the only one of its scenario. Those of one scenario have the same group. */
  readonly mark: AttemptMark | null;
  /** What is known before it begins and belongs into its log. Absent: nothing. */
  readonly told?: readonly EventBody[];
}

export interface Attempted extends Rehearsed {
  readonly attempt: Attempt;
}

export interface AttemptsOptions {
  /** One run from plan to published report. Throws what kept it from starting. */
  readonly run: (attempt: Attempt) => Promise<Rehearsed>;
  /** Waited between two runs of one scenario, ms. */
  readonly pauseMs: number;
  /** Of the pause: progress. */
  readonly say: (text: string) => void;
  /** Asked after each run, with all that ended so far: what has to be run besides, before what was planned next (a re-run). */
  readonly more?: (done: readonly Attempted[]) => readonly Attempt[];
}

export interface AttemptsDone {
  /** In the order in which they ran; not all that were planned where something stopped the rest. */
  readonly done: readonly Attempted[];
  /** What kept one from starting, which stops the rest; undefined: nothing. */
  readonly failure: ChaosError | undefined;
  /** 130 or 143 where a signal came between two runs; else null. */
  readonly stoppedBy: number | null;
}

/** Throws what is wrong with the tool itself. */
export async function runAttempts(planned: readonly Attempt[], options: AttemptsOptions): Promise<AttemptsDone> {
  const done: Attempted[] = [];
  const ahead = [...planned];
  let last: Attempt | undefined;
  for (let attempt = ahead.shift(); attempt !== undefined; attempt = ahead.shift()) {
    // Not by their group: a control has one of its own, and so has what is run again.
    const again = last?.made.plan.name === attempt.made.plan.name;
    const stoppedBy = again ? await pauseBetween(options.pauseMs, options.say) : null;
    if (stoppedBy !== null) return { done, failure: undefined, stoppedBy };
    try {
      done.push({ ...(await options.run(attempt)), attempt });
    } catch (error) {
      if (!(error instanceof ChaosError)) throw error;
      return { done, failure: error, stoppedBy: null };
    }
    if (stopsTheRest((done.at(-1) as Attempted).analysis)) break;
    ahead.unshift(...(options.more?.(done) ?? []));
    last = attempt;
  }
  return { done, failure: undefined, stoppedBy: null };
}

/** A signal, a person's abort, and what could not be undone: nobody wants the next fault after those. */
export function stopsTheRest({ exitCode: code, timeline }: Analysis): boolean {
  return (
    code >= 128 || code === exitCode.rollbackIncomplete || timeline.some(({ kind, text }) => kind === 'command' && text.startsWith('abort'))
  );
}

/** What of its exit code counts for the command: of a regression what its re-run says, and of a control only what kept it from being one. */
export function countedCode({ analysis, attempt }: Attempted, done: readonly Attempted[]): number {
  const { exitCode: code, run } = analysis;
  const rerun = done.some((other) => other.analysis.comparison?.rerunOf === run.id);
  if (code === exitCode.regression && rerun) return exitCode.held;
  const judgesTarget = code === exitCode.breached || code === exitCode.inconclusive;
  return attempt.mark?.role === 'control' && judgesTarget ? exitCode.held : code;
}
