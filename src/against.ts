/** What a job does besides where its runs are held against others: it tells each what against, runs a control first, and a regression again. */
import { basename } from 'node:path';
import { isNight } from './analysis/compare/history.ts';
import { mostNights } from './analysis/compare/judge-run.ts';
import { fingerprintDifferences } from './analysis/compare/like.ts';
import type { Attempt, Attempted } from './attempts.ts';
import { baselineFile, loadBaseline } from './baseline-desk.ts';
import { controlAttempt, controlTold } from './control-desk.ts';
import { ChaosError } from './errors.ts';
import type { EventBody } from './events/event.ts';
import type { Reference } from './events/reference.ts';
import type { RunSummary } from './events/run-summary.ts';
import { exitCode } from './exit-codes.ts';
import { addToHistory, openHistory, readHistory } from './history-desk.ts';
import type { JobOptions } from './job.ts';
import { summaryIn } from './kept-runs.ts';
import type { MadePlan } from './plan/entry.ts';
import { hashedParts } from './plan/plan-hash.ts';
import { planDifferences } from './plan/plan-difference.ts';
import { redactPlan, redactValue } from './plan/redact.ts';
import { newRunId } from './publish.ts';
import { renderConfirmation } from './report/confirmation.ts';
import { systemClock } from './run/clock.ts';
import { fingerprintOf } from './run/fingerprint.ts';

export interface AgainstFlags {
  readonly baseline?: string | undefined;
  readonly history?: string | undefined;
  readonly control: boolean;
  /** How often each scenario is run. */
  readonly repeat: number;
}

type Base = Pick<JobOptions, 'attemptsOf' | 'pauseMs' | 'summaries'>;

/**
 * The job of `base` with what the flags ask besides; nothing is asked of a run that is held against nothing. Throws USAGE, BASELINE_INVALID,
 * NOT_COMPARABLE and FILE_UNREADABLE, before anything is sent.
 */
export function against(flags: AgainstFlags, plans: readonly MadePlan[], base: Base): Base & Pick<JobOptions, 'more' | 'keep'> {
  const references = new Map(plans.map((made) => [made, referenceOf(flags, made)]));
  const controls = new Map<Attempt, MadePlan>();
  const attemptsOf = (made: MadePlan, more: readonly EventBody[]): Attempt[] => {
    const reference = references.get(made) ?? null;
    const told: EventBody[] = [...(reference === null ? [] : [{ type: 'reference' as const, reference }]), ...more];
    return base.attemptsOf(made).map((attempt) => (told.length === 0 ? attempt : { ...attempt, told }));
  };
  return {
    ...base,
    attemptsOf(made) {
      if (!flags.control) return attemptsOf(made, []);
      if (made.plan.faults.length === 0) {
        process.stderr.write(`warning: ${made.plan.name} has no faults, so that a control would be the same run again\n`);
        return attemptsOf(made, []);
      }
      const control = controlAttempt(made, newRunId(`${made.plan.name}-control`, systemClock.wall()));
      controls.set(control, made);
      return [control];
    },
    more(done) {
      const last = done.at(-1);
      if (last === undefined) return [];
      const faulted = controls.get(last.attempt);
      if (faulted !== undefined) return attemptsOf(faulted, [controlTold(last, faulted)]);
      return rerun(last, references.get(last.attempt.made) ?? null);
    },
    keep({ analysis }, { made, mark }) {
      // What never began came to nothing, and a control is of another plan.
      if (flags.history !== undefined && mark?.role !== 'control' && analysis.run.startedAt !== null)
        addToHistory(flags.history, [summaryIn(analysis, made.plan)]);
    },
    summaries: [...(base.summaries ?? []), (done) => renderConfirmation(done.map(({ analysis }) => analysis))],
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
  if (flags.repeat > 1)
    throw new ChaosError(
      'USAGE',
      '--repeat can not be held against a baseline or a history: repetitions of one job are one night',
      'compare them: chaos compare baselines/NAME.json GROUP',
    );
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

/** Those of this machine, and one of another, so that it can be said what differs. The target may tell its label only when it is asked. */
function nightsIn(file: string, { plan }: MadePlan): NonNullable<Reference['history']> {
  openHistory(file);
  const { runs, unreadable } = readHistory(file);
  if (unreadable.length > 0) process.stderr.write(`warning: lines of ${file} that can't be read: ${unreadable.join(', ')}\n`);
  const nights = runs.filter(isNight);
  const own = nights.filter(({ planHash }) => planHash === plan.hash);
  const here = fingerprintOf(plan, process.env);
  const isHere = ({ fingerprint }: RunSummary): boolean =>
    fingerprint !== null && fingerprintDifferences(fingerprint, { ...here, targetVersion: fingerprint.targetVersion }).length === 0;
  const elsewhere = own.filter((night) => !isHere(night)).slice(-1);
  return {
    name: basename(file),
    runs: [...elsewhere, ...own.filter(isHere).slice(-2 * mostNights)],
    otherPlans: nights.length - own.length,
  };
}
