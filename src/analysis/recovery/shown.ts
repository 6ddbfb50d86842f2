/** One scope's entry in the report, from what is known of it: all else is null, with its reason. */
import type { RouteRecovery } from '../analysis.ts';

/** Keys that are null unless they are known. */
const figures = [
  'timeToDegradeMs',
  'timeToDetectMs',
  'timeToTripMs',
  'timeToMitigateMs',
  'mitigatedBy',
  'recoveryMs',
  'changePointMs',
  'censoredAtMs',
  'uncertaintyMs',
  'breakerWaitMs',
  'breakerResidualMs',
  'residualMs',
  'degradedMs',
  'resilienceLoss',
  'resilience',
  'depth',
  'rapidity',
  'overshoot',
  'errorRate',
] as const satisfies (keyof RouteRecovery)[];
type Figure = (typeof figures)[number];

/** What is known, with the reasons of what is not; `otherwise` is the reason of all that is in neither. */
export function entryOf(
  scope: Pick<RouteRecovery, 'scope' | 'kind' | 'status' | 'referenceStage' | 'reason'>,
  known: Partial<Pick<RouteRecovery, Figure | 'relapses'>>,
  why: Partial<Record<Figure, string>>,
  otherwise: string,
): RouteRecovery {
  const values = Object.fromEntries(figures.map((figure) => [figure, known[figure] ?? null])) as Pick<RouteRecovery, Figure>;
  const unknown = Object.fromEntries(
    figures.filter((figure) => values[figure] === null).map((figure) => [figure, why[figure] ?? otherwise]),
  );
  return { ...scope, ...values, relapses: known.relapses ?? 0, unknown };
}
