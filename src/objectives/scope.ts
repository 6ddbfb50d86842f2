/** Which routes a name in an objective means, and how it is written. */
import type { PlannedJourney } from '../plan/plan.ts';
import type { Scope } from './objective.ts';

/** null: every route. A route of that name wins over a journey of that name; an unknown name is no route at all. */
export function routesOf(of: Scope, journeys: readonly PlannedJourney[]): ReadonlySet<string> | null {
  if (of === null) return null;
  const name = scopeName(of);
  const steps = journeys.flatMap((journey) => journey.steps);
  const mayBeRoute = typeof of === 'string' || 'route' in of;
  if (mayBeRoute && steps.some((step) => step.route === name)) return new Set([name]);
  if (typeof of === 'object' && 'route' in of) return new Set();
  return new Set(journeys.filter((journey) => journey.name === name).flatMap((journey) => journey.steps.map((step) => step.route)));
}

export function scopeName(of: Exclude<Scope, null>): string {
  if (typeof of === 'string') return of;
  return 'route' in of ? of.route : of.journey;
}

/** `checkout`, `journey checkout`, as it is said in a sentence. */
export function scopeText(of: Exclude<Scope, null>): string {
  if (typeof of === 'string') return of;
  return 'route' in of ? `route ${of.route}` : `journey ${of.journey}`;
}
