/**
 * A rate this machine can't reach is said before anything is sent. The measure is the warm-up, against a sink in the
 * same process: a real target costs more, never less, so only a clear impossibility is refused here; what is merely
 * tight shows in the run as send lateness, and makes it inconclusive.
 */
import { ChaosError } from '../errors.ts';
import type { Plan, PlannedLoad } from '../plan/plan.ts';
import { highestRate } from '../plan/compile-load.ts';
import { formatRate } from '../units.ts';

/**
 * Highest requests per second the plan can ask for: the steepest stage, each journey running all its steps. null for users,
 * who ask as they are answered: no machine is too small for them, it only makes them slower, and late sends tell.
 */
export function peakRequestsPerSecond(load: Pick<PlannedLoad, 'journeys' | 'stages' | 'model'>): number | null {
  if (load.model === 'closed') return null;
  const weights = load.journeys.reduce((sum, journey) => sum + journey.weight, 0);
  const stepsPerJourney = load.journeys.reduce((sum, journey) => sum + (journey.weight / weights) * journey.steps.length, 0);
  const peak = Math.max(...load.stages.map((stage) => highestRate(stage) ?? 0));
  return peak * stepsPerJourney;
}

/** Throws RATE_OUT_OF_REACH. `sustainable` is what the warm-up measured, requests per second. */
export function checkReach(plan: Plan, sustainable: number): void {
  const wanted = peakRequestsPerSecond(plan.load);
  if (wanted === null || wanted <= sustainable) return;
  throw new ChaosError(
    'RATE_OUT_OF_REACH',
    `the plan asks for ${formatRate(wanted)} at its peak, and this machine can send about ${formatRate(Math.floor(sustainable))}; nothing was sent`,
    'lower --rate or --peak, or run it on a machine with more to spare',
  );
}
