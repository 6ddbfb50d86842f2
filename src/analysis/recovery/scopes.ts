/** What recovery is judged of: each route, each journey that is more than one route, and all requests together. */
import { routeNames } from '../tables.ts';
import type { RunRecord } from '../run-record.ts';
import { ScopeCounts, type Slot } from './slots.ts';

export interface Scopes {
  readonly each: readonly ScopeCounts[];
  readonly all: ScopeCounts;
}

export function scopesOf(record: RunRecord, slots: readonly Slot[]): Scopes {
  const bins = record.table.routes;
  const byRoute = Map.groupBy(bins, ({ route }) => route);
  const routes = routeNames(record);
  const journeys = record.plan.load.journeys
    .map(({ name, steps }) => ({ name, routes: [...new Set(steps.map(({ route }) => route))] }))
    .filter((journey) => journey.routes.length > 1);
  return {
    each: [
      ...routes.map((route) => new ScopeCounts('route', route, byRoute.get(route) ?? [], slots)),
      ...journeys.map(
        ({ name, routes: own }) =>
          new ScopeCounts(
            'journey',
            name,
            own.flatMap((route) => byRoute.get(route) ?? []),
            slots,
          ),
      ),
    ],
    all: new ScopeCounts('all', 'all', bins, slots),
  };
}
