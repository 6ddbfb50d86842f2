/** Which routes a name in an objective means. */
import type { PlannedJourney } from '../plan/plan.ts';

/** null: every route. A route of that name wins over a journey of that name; an unknown name is no route at all. */
export function routesOf(of: string | null, journeys: readonly PlannedJourney[]): ReadonlySet<string> | null {
  if (of === null) return null;
  const steps = journeys.flatMap((journey) => journey.steps);
  if (steps.some((step) => step.route === of)) return new Set([of]);
  return new Set(journeys.filter((journey) => journey.name === of).flatMap((journey) => journey.steps.map((step) => step.route)));
}
