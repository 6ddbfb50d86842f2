/** What the flags of spike and run ask of a job: repetitions, each of them held against others. */
import { against, type AgainstFlags } from './against-flags.ts';
import type { JobOptions } from './job.ts';
import type { MadePlan } from './plan/entry.ts';
import { repeating, type RepeatFlags } from './repeat.ts';

/** Throws USAGE, and what `against` throws, before anything is sent. */
export function jobOf(
  flags: RepeatFlags & AgainstFlags,
  plans: readonly MadePlan[],
): Pick<JobOptions, 'attemptsOf' | 'pauseMs' | 'more' | 'keep' | 'summaries'> {
  const repeated = repeating(flags);
  const held = against(flags, plans, repeated.attemptsOf);
  return { ...repeated, ...held, summaries: [...(repeated.summaries ?? []), ...held.summaries] };
}
