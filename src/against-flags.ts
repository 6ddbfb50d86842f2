/** Flags by which spike and run hold a run against others, and what they ask of the job. */
import { Flags } from '@oclif/core';
import { isNight } from './analysis/compare/history.ts';
import { mostNights } from './analysis/compare/judge-run.ts';
import type { Attempt, Attempted } from './attempts.ts';
import { baselineFile, loadBaseline } from './baseline-desk.ts';
import { controlAttempt, controlTold } from './control-desk.ts';
import { ChaosError } from './errors.ts';
import type { EventBody } from './events/event.ts';
import type { Reference } from './events/reference.ts';
import { exitCode } from './exit-codes.ts';
import { addToHistory, readHistory } from './history-desk.ts';
import type { Summarise } from './job-summary.ts';
import { once, type JobOptions } from './job.ts';
import { summaryIn } from './kept-runs.ts';
import type { MadePlan } from './plan/entry.ts';
import { hashedParts } from './plan/plan-hash.ts';
import { planDifferences } from './plan/plan-difference.ts';
import { redactPlan, redactValue } from './plan/redact.ts';
import { newRunId } from './publish.ts';
import { renderConfirmation } from './report/confirmation.ts';
import { systemClock } from './run/clock.ts';

const helpGroup = 'COMPARE';

export const againstFlags = {
  baseline: Flags.string({
    summary: 'judge it against a saved baseline, and run it again where it is worse; by name or file',
    helpValue: 'NAME',
    helpGroup,
  }),
  history: Flags.string({
    summary: 'judge it against the nights in this file, run it again where it is worse, and add it to them',
    helpValue: 'FILE',
    helpGroup,
  }),
  control: Flags.boolean({ summary: 'first the same load without faults, to tell what the faults themselves cost', helpGroup }),
};

export interface AgainstFlags {
  readonly baseline?: string | undefined;
  readonly history?: string | undefined;
  readonly control: boolean;
}

/** Nothing is asked of a run that is held against nothing. Throws BASELINE_INVALID, NOT_COMPARABLE and FILE_UNREADABLE, before anything is sent. */
export function against(
  flags: AgainstFlags,
  plans: readonly MadePlan[],
  attemptsOf: JobOptions['attemptsOf'] = once,
): Pick<JobOptions, 'attemptsOf' | 'more' | 'keep'> & { readonly summaries: readonly Summarise[] } {
  const references = new Map(plans.map((made) => [made, referenceOf(flags, made)]));
  const controls = new Map<Attempt, MadePlan>();
  // Repetitions have plans of their own: where each came from.
  const origins = new Map<Attempt, MadePlan>();
  const attempts = (made: MadePlan, told: readonly EventBody[]): Attempt[] =>
    attemptsOf(made).map((plain) => {
      const attempt = { ...plain, told };
      origins.set(attempt, made);
      return attempt;
    });
  const toldOf = (made: MadePlan): EventBody[] => {
    const reference = references.get(made) ?? null;
    return reference === null ? [] : [{ type: 'reference', reference }];
  };
  return {
    attemptsOf(made) {
      if (!flags.control || made.plan.faults.length === 0) return attempts(made, toldOf(made));
      const control = controlAttempt(made, newRunId(`${made.plan.name}-control`, systemClock.wall()));
      controls.set(control, made);
      return [control];
    },
    more(done) {
      const last = done.at(-1);
      if (last === undefined) return [];
      const faulted = controls.get(last.attempt);
      if (faulted !== undefined) return attempts(faulted, [...toldOf(faulted), controlTold(last, faulted)]);
      return rerun(last, references.get(origins.get(last.attempt) ?? last.attempt.made) ?? null);
    },
    keep({ analysis }, { made, mark }) {
      // What never began came to nothing, and a control is of another plan.
      if (flags.history !== undefined && mark?.role !== 'control' && analysis.run.startedAt !== null)
        addToHistory(flags.history, [summaryIn(analysis, made.plan)]);
    },
    summaries: [(done) => renderConfirmation(done.map(({ analysis }) => analysis))],
  };
}

/** Only a regression is run again, and only once. */
function rerun({ analysis, attempt }: Attempted, reference: Reference | null): Attempt[] {
  if (analysis.exitCode !== exitCode.regression || reference === null || analysis.comparison === null || attempt.mark?.role === 're-run')
    return [];
  const { regressions } = analysis.comparison;
  const again: Reference = { ...reference, rerunOf: { run: analysis.run.id, regressions } };
  process.stderr.write(
    `${regressions[0]}${regressions.length > 1 ? ` and ${regressions.length - 1} more` : ''} worse than before: running it once more to confirm\n`,
  );
  return [
    {
      made: attempt.made,
      mark: { group: analysis.run.id, role: 're-run', number: 1, of: 1 },
      told: [{ type: 'reference', reference: again }],
    },
  ];
}

/** null: it is held against nothing. */
function referenceOf(flags: AgainstFlags, made: MadePlan): Reference | null {
  if (flags.baseline === undefined && flags.history === undefined) return null;
  return {
    baseline: flags.baseline === undefined ? null : baselineOf(flags.baseline, made),
    history: flags.history === undefined ? null : nightsIn(flags.history, made),
    rerunOf: null,
  };
}

function baselineOf(named: string, { plan, secrets }: MadePlan): Reference['baseline'] {
  const { name, runs, planHash, plan: its } = loadBaseline(named);
  if (planHash === plan.hash) return { name, runs };
  const differs = planDifferences(its, redactValue(hashedParts(redactPlan(plan)), secrets));
  throw new ChaosError(
    'NOT_COMPARABLE',
    `the baseline ${name} is of another plan than ${plan.name}: ${differs.length > 0 ? differs.join('; ') : 'something that is blackened in it'}`,
    `save it anew from runs of this plan: chaos baseline save ${named}; or name another than ${baselineFile(named)}`,
  );
}

/** More than are looked at, because those of other machines are left out only when the run knows its own target. */
function nightsIn(file: string, { plan }: MadePlan): NonNullable<Reference['history']> {
  const { runs, unreadable } = readHistory(file);
  if (unreadable.length > 0)
    process.stderr.write(`warning: ${unreadable.length} lines of ${file} can't be read (line ${unreadable.join(', ')})\n`);
  const nights = runs.filter(isNight);
  const own = nights.filter(({ planHash }) => planHash === plan.hash);
  return { name: file.split('/').at(-1) ?? file, runs: own.slice(-4 * mostNights), otherPlans: nights.length - own.length };
}
