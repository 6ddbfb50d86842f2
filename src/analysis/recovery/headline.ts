/** Which scope of a fault stands for it: the worst affected one, by name. */
import type { RouteRecovery } from '../analysis.ts';
import type { ScopeRecovery } from './scope.ts';

type Rank = RouteRecovery['status'] | 'troubled';

/** What lacks data comes last, unless something happened to it: before what never degraded, which must not speak for it. */
const worstFirst: readonly Rank[] = [
  'censored',
  'relapsed',
  'recovered',
  'recovered-before-clear',
  'troubled',
  'never-degraded',
  'insufficient-data',
];

function rank({ shown, troubled }: ScopeRecovery): number {
  return worstFirst.indexOf(shown.status === 'insufficient-data' && troubled ? 'troubled' : shown.status);
}

const finestFirst: readonly RouteRecovery['kind'][] = ['route', 'journey', 'all'];

/** Censored first, then relapsed, then recovered; of the same, a route before its journey, and the longest recovery. */
export function worstOf(scopes: readonly ScopeRecovery[]): ScopeRecovery | undefined {
  return scopes.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      finestFirst.indexOf(a.shown.kind) - finestFirst.indexOf(b.shown.kind) ||
      (b.shown.recoveryMs ?? b.shown.censoredAtMs ?? 0) - (a.shown.recoveryMs ?? a.shown.censoredAtMs ?? 0) ||
      (b.shown.resilienceLoss ?? 0) - (a.shown.resilienceLoss ?? 0) ||
      (b.degradedForMs ?? 0) - (a.degradedForMs ?? 0),
  )[0];
}
