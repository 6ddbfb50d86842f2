/** How many of these outcomes count as failed: all but ok, and but those that were cancelled with the run. */
import type { Outcome } from '../events/event.ts';

export function failedOutcomes(counts: ReadonlyMap<Outcome, number>): number {
  let failed = 0;
  for (const [outcome, n] of counts) if (outcome !== 'ok' && outcome !== 'cancelled') failed += n;
  return failed;
}
