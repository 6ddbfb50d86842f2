/** Which scope of a fault stands for it: the worst affected one, by name. */
import type { RouteRecovery } from '../analysis.ts';
import type { ScopeRecovery } from './scope.ts';

/**
 * What lacks data comes last, unless something happened to it: before what never degraded, which must not speak for it; and before what
 * recovered, where it was surely bad after the removal and nobody knows until when.
 */
const order = [
  'censored',
  'relapsed',
  'troubled after',
  'recovered',
  'recovered-before-clear',
  'troubled',
  'never-degraded',
  'insufficient-data',
] as const satisfies readonly (RouteRecovery['status'] | 'troubled' | 'troubled after')[];

function rank({ shown: { status }, troubled }: ScopeRecovery): number {
  if (status !== 'insufficient-data' || troubled === false) return order.indexOf(status);
  return order.indexOf(troubled === 'after' ? 'troubled after' : 'troubled');
}

const finestFirst: readonly RouteRecovery['kind'][] = ['route', 'journey', 'all'];

const lengthOf = ({ shown }: ScopeRecovery): number => shown.recoveryMs ?? shown.censoredAtMs ?? 0;
const lossOf = ({ shown }: ScopeRecovery): number => shown.resilienceLoss ?? 0;
const unsureOf = ({ shown }: ScopeRecovery): number => shown.uncertaintyMs ?? 0;

/**
 * Censored first, then relapsed, then recovered; of the same, a route before its journey, and the longest recovery. Of those whose
 * recovery is as long as the longest, as far as is known, the one that lost most service goes before it: a route that was a little slow for
 * as long as another one failed must not speak for it.
 */
export function worstFirst(scopes: readonly ScopeRecovery[]): ScopeRecovery[] {
  const sorted = scopes.toSorted(
    (a, b) => byRank(a, b) || lengthOf(b) - lengthOf(a) || lossOf(b) - lossOf(a) || (b.degradedForMs ?? 0) - (a.degradedForMs ?? 0),
  );
  const longest = sorted[0];
  if (longest === undefined) return [];
  const asLong = sorted.filter(
    (one) => byRank(one, longest) === 0 && lengthOf(longest) - lengthOf(one) <= Math.min(unsureOf(longest), unsureOf(one)),
  );
  const costliest = asLong.toSorted((a, b) => lossOf(b) - lossOf(a))[0] as ScopeRecovery;
  return [costliest, ...sorted.filter((one) => one !== costliest)];
}

function byRank(a: ScopeRecovery, b: ScopeRecovery): number {
  return rank(a) - rank(b) || finestFirst.indexOf(a.shown.kind) - finestFirst.indexOf(b.shown.kind);
}

export function worstOf(scopes: readonly ScopeRecovery[]): ScopeRecovery | undefined {
  return worstFirst(scopes)[0];
}
