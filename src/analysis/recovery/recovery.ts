/** Recovery after each fault, per route, and the worst route for each fault. */
import type { Scope } from '../../objectives/objective.ts';
import { routesOf } from '../../objectives/scope.ts';
import { sustainMs } from '../../objectives/sustain.ts';
import type { Recovery, RouteRecovery } from '../analysis.ts';
import { tripAfter } from '../breakers.ts';
import { routeNames } from '../tables.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { recoveryOf, type ScopeRecovery, type Watch } from './scope.ts';
import { countsOf, slotsOf, type ScopeCounts, type Slot } from './slots.ts';

export interface FaultRecovery {
  readonly fault: string;
  /** By route; where no route had enough data, all requests together as `all`. */
  readonly scopes: readonly ScopeRecovery[];
  readonly shown: Recovery;
}

/** One entry a planned fault, in the order of the plan; what was never injected says so. */
export function recoveries(record: RunRecord): FaultRecovery[] {
  const slots = slotsOf(record);
  const perRoute = routeNames(record).map((route) =>
    countsOf(
      route,
      record.table.routes.filter((bin) => bin.route === route),
      slots,
    ),
  );
  const everything = countsOf('all', record.table.routes, slots);
  const done = new Map<string, Map<string, ScopeRecovery>>();
  const byFault = new Map<string, FaultRecovery>();
  for (const fault of record.faults) {
    const watch = watchOf(record, fault, slots, done);
    const judge = (counts: ScopeCounts): ScopeRecovery =>
      typeof watch === 'string' ? unknown(counts.scope, watch) : recoveryOf(counts, watch);
    const scopes = perRoute.map(judge);
    if (scopes.length > 1 && scopes.every(({ shown }) => shown.status === 'insufficient-data')) scopes.push(judge(everything));
    done.set(fault.id, new Map([...scopes, judge(everything)].map((scope) => [scope.shown.scope, scope])));
    byFault.set(fault.id, { fault: fault.id, scopes, shown: entry(record, fault, scopes) });
  }
  return record.plan.faults.map(({ id }) => byFault.get(id) ?? neverInjected(record, id));
}

/** Users come as they are answered: what is slow is asked less, and looks well sooner. */
const noEqualLoad = 'a closed model has no equal offered load to compare with';

function watchOf(
  record: RunRecord,
  fault: FaultRun,
  slots: readonly Slot[],
  done: ReadonlyMap<string, ReadonlyMap<string, ScopeRecovery>>,
): Watch | string {
  const { injectedAtMs, removedAtMs } = fault;
  if (record.plan.load.model === 'closed') return noEqualLoad;
  if (removedAtMs === null || fault.removed?.why === 'stopped') return 'it was not removed while the load ran';
  const others = record.faults.filter((other) => other !== fault);
  const also = others.find(
    (other) => other.injectedAtMs[0] <= removedAtMs[1] && (other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY) > removedAtMs[1],
  );
  if (also) return `${also.id} was in when it was removed: the two can't be told apart`;
  const nextMs = Math.min(record.loadEndMs, ...others.map((other) => other.injectedAtMs[0]).filter((ms) => ms > removedAtMs[1]));
  const earlier = others.filter((other) => other.injectedAtMs[0] < injectedAtMs[0]);
  const { waitMs } = breakerWait(record, fault);
  return {
    slots: slots.filter((slot) => slot.toMs <= nextMs + 1e-6),
    injectedAtMs,
    removedAtMs,
    sustainMs: sustainMs(waitMs),
    usable: (slot, scope) =>
      slot.toMs <= injectedAtMs[0] &&
      earlier.every((other) => {
        const goodAtMs = done.get(other.id)?.get(scope)?.goodAtMs ?? Number.POSITIVE_INFINITY;
        return slot.toMs <= other.injectedAtMs[0] || slot.atMs >= Math.max(goodAtMs, other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY);
      }),
    stageName: (index) => record.stages[index]?.name ?? '',
  };
}

function breakerWait(record: RunRecord, fault: FaultRun): { waitMs: number | null } {
  const link = record.plan.faults.find((planned) => planned.id === fault.id)?.link;
  const waits = record.plan.breakers
    .filter((breaker) => breaker.link !== null && breaker.link === link && breaker.waitMs !== null)
    .map((breaker) => breaker.waitMs as number);
  return { waitMs: waits.length === 0 ? null : Math.max(...waits) };
}

function entry(record: RunRecord, fault: FaultRun, scopes: readonly ScopeRecovery[]): Recovery {
  const link = record.plan.faults.find((planned) => planned.id === fault.id)?.link ?? null;
  const tripMs = tripAfter(record, link, fault.injectedAtMs, fault.removedAtMs)?.tripMs ?? null;
  const timeToTripMs: RouteRecovery['timeToTripMs'] = tripMs && [tripMs[0], tripMs[1]];
  const perRoute = scopes.map(({ shown }) => ({ ...shown, timeToTripMs }));
  const worst = worstOf(scopes)?.shown;
  const shown = worst ?? unknown('all', 'the plan has no route').shown;
  return { fault: fault.id, ...shown, timeToTripMs, perRoute };
}

function neverInjected(record: RunRecord, id: string): FaultRecovery {
  const why = record.of('fault-skipped').find((event) => event.fault === id)?.why ?? record.stopped?.why;
  const scope = unknown('all', `it was never injected${why ? `: ${why}` : ''}`);
  return { fault: id, scopes: [scope], shown: { fault: id, ...scope.shown, timeToTripMs: null, perRoute: [] } };
}

function unknown(scope: string, reason: string): ScopeRecovery {
  const none = {
    timeToDegradeMs: null,
    timeToDetectMs: null,
    recoveryMs: null,
    censoredAtMs: null,
    uncertaintyMs: null,
    relapses: 0,
    resilienceLoss: null,
  };
  return { shown: { scope, status: 'insufficient-data', referenceStage: null, reason, ...none }, degradedForMs: null, goodAtMs: null };
}

const worstFirst: readonly RouteRecovery['status'][] = [
  'censored',
  'relapsed',
  'recovered',
  'recovered-before-clear',
  'never-degraded',
  'insufficient-data',
];

function rank({ shown }: ScopeRecovery): number {
  return worstFirst.indexOf(shown.status);
}

/** Censored first, then relapsed, then the longest recovery; what lacks data comes last. */
export function worstOf(scopes: readonly ScopeRecovery[]): ScopeRecovery | undefined {
  return scopes.toSorted(
    (a, b) => rank(a) - rank(b) || (b.shown.recoveryMs ?? 0) - (a.shown.recoveryMs ?? 0) || (b.degradedForMs ?? 0) - (a.degradedForMs ?? 0),
  )[0];
}

/** The scope that an objective speaks of: a route, the worst route of a journey, or the worst of all. */
export function recoveryFor(record: RunRecord, recovery: FaultRecovery, of: Scope): ScopeRecovery | undefined {
  const routes = routesOf(of, record.plan.load.journeys);
  return worstOf(routes === null ? recovery.scopes : recovery.scopes.filter(({ shown }) => routes.has(shown.scope)));
}
