/** Which scope of a fault stands for it: the worst affected one, by name. */
import type { RouteRecovery } from '../analysis.ts';
import type { ScopeRecovery } from './scope.ts';

const statuses: readonly RouteRecovery['status'][] = ['censored', 'relapsed', 'recovered', 'recovered-before-clear', 'never-degraded'];

/**
 * What lacks data comes last, unless something happened to it: before what never degraded, which must not speak for it; and before what
 * recovered, where it was surely bad after the removal and nobody knows until when.
 */
function rank({ shown, troubled }: ScopeRecovery): number {
  if (shown.status !== 'insufficient-data') return statuses.indexOf(shown.status);
  if (troubled === 'after') return statuses.indexOf('recovered') - 0.5;
  return troubled ? statuses.indexOf('never-degraded') - 0.5 : statuses.length;
}

const finestFirst: readonly RouteRecovery['kind'][] = ['route', 'journey', 'all'];

/** Censored first, then relapsed, then recovered; of the same, a route before its journey, and the longest recovery. */
export function worstFirst(scopes: readonly ScopeRecovery[]): ScopeRecovery[] {
  return scopes.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      finestFirst.indexOf(a.shown.kind) - finestFirst.indexOf(b.shown.kind) ||
      (b.shown.recoveryMs ?? b.shown.censoredAtMs ?? 0) - (a.shown.recoveryMs ?? a.shown.censoredAtMs ?? 0) ||
      (b.shown.resilienceLoss ?? 0) - (a.shown.resilienceLoss ?? 0) ||
      (b.degradedForMs ?? 0) - (a.degradedForMs ?? 0),
  );
}

export function worstOf(scopes: readonly ScopeRecovery[]): ScopeRecovery | undefined {
  return worstFirst(scopes)[0];
}
