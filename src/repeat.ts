/** `--repeat N`: one plan several times, each time cleared at another moment of the breaker's wait, and what all of them say together. */
import { join } from 'node:path';
import { repeatsOf } from './analysis/repeats/repeats.ts';
import type { Attempt, Attempted } from './attempts.ts';
import { dithered, ditherWarnings } from './dither.ts';
import { ChaosError } from './errors.ts';
import { addToStepSummary, asTyped } from './front-desk.ts';
import type { JobSummary } from './job-summary.ts';
import { once, type JobOptions } from './job.ts';
import type { MadePlan } from './plan/entry.ts';
import { createRunDir, newRunId, publish } from './publish.ts';
import { renderRepeatsTerminal } from './report/repeats-terminal.ts';
import { renderRepeats } from './report/repeats.ts';
import { systemClock } from './run/clock.ts';
import { parseDuration } from './units.ts';

export interface RepeatFlags {
  readonly repeat: number;
  readonly 'pause-between'?: string | undefined;
}

/** What the flags say of a job. Throws USAGE. */
export function repeating(flags: RepeatFlags): Pick<JobOptions, 'attemptsOf' | 'pauseMs' | 'summaries'> {
  const { repeat, 'pause-between': pause = '0' } = flags;
  const pauseMs = parseDuration(pause);
  if (pauseMs === undefined)
    throw new ChaosError('USAGE', `--pause-between: "${pause}" is not a time`, 'write a number with its unit, such as 90s or 2m');
  return { attemptsOf: (made) => repetitions(made, repeat), pauseMs, summaries: [summariseRepeats] };
}

/** `times` runs of the plan; of one, the plan as it is. What is lost by moving the faults' ends is said on stderr, once. */
export function repetitions(made: MadePlan, times: number): readonly Attempt[] {
  if (times === 1) return once(made);
  const group = newRunId(`${made.plan.name}-x${times}`, systemClock.wall());
  const plans = Array.from({ length: times }, (_, index) => dithered(made.plan, index + 1, times));
  for (const warning of ditherWarnings(plans)) process.stderr.write(`warning: ${warning}\n`);
  return plans.map((plan, index) => ({ made: { ...made, plan }, mark: { group, role: 'repeat', number: index + 1, of: times } }));
}

/** A folder beside those of the runs for each scenario that was repeated: `repeats.html`, `repeats.md` and `repeats.json`. */
export function summariseRepeats(
  done: readonly Attempted[],
  options: { readonly out: string; readonly ci: boolean },
): JobSummary | undefined {
  const repeated = done.filter(({ attempt }) => attempt.mark?.role === 'repeat');
  const all = [...Map.groupBy(repeated, ({ attempt }) => attempt.mark?.group).values()].flatMap((group) => {
    const [first, ...rest] = group.map(({ analysis }) => analysis);
    return first === undefined ? [] : [repeatsOf([first, ...rest])];
  });
  if (all.length === 0) return undefined;
  const written = all.map((repeats) => {
    const dir = createRunDir(options.out, repeats.group);
    const paths = publish(dir, renderRepeats(repeats));
    if (options.ci) addToStepSummary(join(dir, 'repeats.md'));
    return { repeats, paths: paths.map(asTyped) };
  });
  return {
    json: { repeats: all },
    text: (screen) => written.map(({ repeats, paths }) => renderRepeatsTerminal(repeats, { ...screen, paths })).join('\n\n'),
    exitCode: null,
  };
}
