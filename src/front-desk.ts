/** What spike and run do alike around a rehearsal: say what is stale, refuse what can't be judged, print what came of it. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Attempt } from './attempts.ts';
import { confirmHosts, personAt } from './confirm-hosts.ts';
import { ChaosError, messageOf } from './errors.ts';
import { faultWarnings, lackingText, placeOfFault, unprovable, whyNot } from './lacking.ts';
import type { MadePlan } from './plan/entry.ts';
import { rehearse, type Rehearsed } from './rehearse.ts';
import { renderTerminal } from './report/terminal.ts';
import { colorOn, columnsOf } from './run-flags.ts';
import { staleNotice } from './run/inject/recover.ts';

export interface DeskOptions {
  readonly out: string;
  readonly quiet: boolean;
  readonly ci: boolean;
  readonly version: string;
  /** Prints to stdout; silent under --json. */
  readonly log: (text: string) => void;
}

/** An earlier run that was killed may have left something: said once, before anything else. */
export function sayStale(): void {
  const notice = staleNotice();
  if (notice !== null) process.stderr.write(`${notice}\n`);
}

/** Nobody attends a CI job: a fault that a person has to do is refused. */
function refuseManual({ plan, placeOf }: MadePlan): void {
  const byHand = plan.faults.find(({ spec }) => spec.type === 'manual');
  if (byHand === undefined) return;
  const { id } = byHand;
  const where = placeOfFault({ plan, placeOf }, id);
  throw new ChaosError(
    'SCENARIO_INVALID',
    `fault ${id} is done by a person, and --ci says that nobody attends the run`,
    'leave --ci out, or let a command do it',
    where ? { where } : {},
  );
}

/**
 * Under --ci a run that nobody could attend, whose objectives can't be judged, or a fault of which nothing could be said, is refused; otherwise
 * it is warned about. A fault of which something will be known, if not of every route, is warned about in either case: nobody asked for more.
 */
export function heedProvability(made: MadePlan, ci: boolean): void {
  if (ci) refuseManual(made);
  const { plan } = made;
  const lacking = unprovable(made);
  const all = [...lacking.objectives, ...lacking.faults];
  if (ci && all.length > 0) {
    throw new ChaosError(
      'NOT_PROVABLE',
      `${lackingText(lacking, plan)} can't be judged by this plan, and --ci wants a verdict`,
      "'chaos plan' says what each one needs",
      { problems: all.map(({ what, needs, where }) => ({ message: `${what}: ${whyNot(needs)}`, ...(where ? { where } : {}) })) },
    );
  }
  for (const { what, needs } of lacking.objectives) warn(`${what} can't be judged by this plan: ${whyNot(needs)}`);
  for (const warning of faultWarnings(plan)) warn(warning);
}

function warn(text: string): void {
  process.stderr.write(`warning: ${text}\n`);
}

/** Before the first of them sends anything: what goes to a public host is confirmed by name. */
export async function heedPublicHosts(made: readonly MadePlan[], flags: { confirm?: string[] | undefined; ci?: boolean }): Promise<void> {
  const plans = made.map(({ plan }) => plan);
  await confirmHosts({ plans, env: process.env, confirmed: flags.confirm ?? [], ask: personAt(process, flags.ci ?? false) });
}

export async function runAndPrint({ made, mark, told = [] }: Attempt, options: DeskOptions): Promise<Rehearsed> {
  const done = await rehearse({
    made,
    attempt: mark,
    told,
    out: options.out,
    quiet: options.quiet,
    ci: options.ci,
    color: colorOn(process.stderr, process.env),
    version: options.version,
  });
  const { analysis, runDir } = done;
  const paths = done.paths.map(asTyped);
  options.log(renderTerminal(analysis, { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout), paths }));
  if (options.ci) addToStepSummary(join(runDir, 'report.md'));
  return done;
}

/** A path as the user would type it from here. */
export function asTyped(path: string): string {
  return relative(process.cwd(), path) || path;
}

/** Where the job has a summary page. */
export function addToStepSummary(report: string): void {
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary) addTo(summary, report);
}

/** A summary that can't be written does not change what the run found. */
function addTo(summary: string, report: string): void {
  try {
    appendFileSync(summary, readFileSync(report, 'utf8'));
  } catch (error) {
    process.stderr.write(`warning: the report could not be added to GITHUB_STEP_SUMMARY: ${messageOf(error)}\n`);
  }
}
