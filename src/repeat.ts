/** `--repeat N`: one plan several times, each time cleared at another moment of the breaker's wait. */
import type { Attempt } from './attempts.ts';
import { dithered, ditherWarnings } from './dither.ts';
import { once } from './job.ts';
import type { MadePlan } from './plan/entry.ts';
import { newRunId } from './publish.ts';
import { systemClock } from './run/clock.ts';

/** `times` runs of the plan; of one, the plan as it is. What is lost by moving the faults' ends is said on stderr, once. */
export function repetitions(made: MadePlan, times: number): readonly Attempt[] {
  if (times === 1) return once(made);
  const group = newRunId(`${made.plan.name}-x${times}`, systemClock.wall());
  const plans = Array.from({ length: times }, (_, index) => dithered(made.plan, index + 1, times));
  for (const warning of ditherWarnings(plans)) process.stderr.write(`warning: ${warning}\n`);
  return plans.map((plan, index) => ({ made: { ...made, plan }, mark: { group, role: 'repeat', number: index + 1, of: times } }));
}
