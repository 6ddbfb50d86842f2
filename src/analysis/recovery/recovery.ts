/** Recovery after each fault, per route and journey, and the worst affected for each fault. */
import type { Scope } from '../../objectives/objective.ts';
import { routesOf } from '../../objectives/scope.ts';
import { sustainMs } from '../../objectives/sustain.ts';
import type { Recovery } from '../analysis.ts';
import { tripAfter } from '../breakers.ts';
import { unfitBaseline } from '../gate.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { breakerWait } from './breaker-wait.ts';
import { closedRecovery } from './closed.ts';
import { worstFirst, worstOf } from './headline.ts';
import { recoveryOf, type ScopeRecovery, type Watch } from './scope.ts';
import { scopesOf } from './scopes.ts';
import { entryOf } from './shown.ts';
import { slotsOf, type ScopeCounts, type Slot } from './slots.ts';
import { underwayMs } from './underway.ts';

export interface FaultRecovery {
  readonly fault: string;
  /** By route and journey; where none had enough data, all requests together as `all`. */
  readonly scopes: readonly ScopeRecovery[];
  readonly shown: Recovery;
}

/** One entry a planned fault, in the order of the plan; what was never injected says so. */
export function recoveries(record: RunRecord): FaultRecovery[] {
  const slots = slotsOf(record);
  const { each, all } = scopesOf(record, slots);
  const closed = record.plan.load.model === 'closed';
  const done = new Map<string, ReadonlyMap<ScopeCounts, ScopeRecovery>>();
  const byFault = new Map<string, FaultRecovery>();
  for (const fault of record.faults) {
    const watch = watchOf(record, fault, slots, done);
    const judge = (counts: ScopeCounts): ScopeRecovery => {
      if (typeof watch === 'string') return unknown(counts, watch);
      const own = watch.of(counts);
      return closed ? closedRecovery(counts, own) : recoveryOf(counts, own);
    };
    const judged = new Map([...each, all].map((counts) => [counts, judge(counts)]));
    done.set(fault.id, judged);
    const scopes = each.map((counts) => judged.get(counts) as ScopeRecovery);
    if (scopes.length > 1 && scopes.every(({ shown }) => shown.status === 'insufficient-data'))
      scopes.push(judged.get(all) as ScopeRecovery);
    byFault.set(fault.id, { fault: fault.id, scopes, shown: entry(record, fault, scopes) });
  }
  return record.plan.faults.map(({ id }) => byFault.get(id) ?? neverInjected(record, id));
}

function watchOf(
  record: RunRecord,
  fault: FaultRun,
  slots: readonly Slot[],
  done: ReadonlyMap<string, ReadonlyMap<ScopeCounts, ScopeRecovery>>,
): { of(counts: ScopeCounts): Watch } | string {
  const { injectedAtMs, removedAtMs } = fault;
  const unfit = unfitBaseline(record);
  if (unfit !== null) return unfit;
  if (removedAtMs === null || fault.removed?.why === 'stopped') return 'it was not removed while the load ran';
  const others = record.faults.filter((other) => other !== fault);
  const also = others.find(
    (other) => other.injectedAtMs[0] <= removedAtMs[1] && (other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY) > removedAtMs[1],
  );
  if (also) return `${also.id} was in when it was removed: the two can't be told apart`;
  const nextMs = Math.min(...others.map((other) => other.injectedAtMs[0]).filter((ms) => ms > removedAtMs[1]));
  const earlier = others.filter((other) => other.injectedAtMs[0] < injectedAtMs[0]);
  const { waitMs, residualMs } = breakerWait(record, fault);
  const faultFree = (slot: Slot, counts: ScopeCounts, underwayMs: number): boolean =>
    slot.toMs <= injectedAtMs[0] - underwayMs &&
    earlier.every((other) => {
      const goodAtMs = done.get(other.id)?.get(counts)?.goodAtMs ?? Number.POSITIVE_INFINITY;
      const removedMs = other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY;
      return slot.toMs <= other.injectedAtMs[0] - underwayMs || slot.atMs >= Math.max(goodAtMs, removedMs);
    });
  const tripMs = tripOf(record, fault);
  return {
    of(counts) {
      const caughtMs = underwayMs(counts, slots, (slot) => faultFree(slot, counts, 0));
      return {
        slots: slots.filter((slot) => slot.toMs <= Math.min(record.loadEndMs, nextMs - caughtMs) + 1e-6),
        injectedAtMs,
        removedAtMs,
        sustainMs: sustainMs(waitMs),
        tripMs,
        breakerWaitMs: waitMs,
        breakerResidualMs: residualMs,
        usable: (slot) => faultFree(slot, counts, caughtMs),
        stageName: (index) => record.stages[index]?.name ?? '',
      };
    },
  };
}

function tripOf(record: RunRecord, fault: FaultRun): [number, number] | null {
  const link = record.plan.faults.find((planned) => planned.id === fault.id)?.link ?? null;
  const trip = tripAfter(record, link, fault.injectedAtMs, fault.removedAtMs)?.tripMs;
  return trip ? [trip[0], trip[1]] : null;
}

function entry(record: RunRecord, fault: FaultRun, scopes: readonly ScopeRecovery[]): Recovery {
  const perRoute = scopes.map(({ shown }) => shown);
  const worst = worstOf(scopes)?.shown ?? unknown({ scope: 'all', kind: 'all' }, 'nothing was sent').shown;
  // What could not be judged still tells when its breaker tripped.
  const timeToTripMs = worst.timeToTripMs ?? tripOf(record, fault);
  return { ...worst, timeToTripMs, fault: fault.id, perRoute };
}

function neverInjected(record: RunRecord, id: string): FaultRecovery {
  const why = record.of('fault-skipped').find((event) => event.fault === id)?.why ?? record.stopped?.why;
  const scope = unknown({ scope: 'all', kind: 'all' }, `it was never injected${why ? `: ${why}` : ''}`);
  return { fault: id, scopes: [scope], shown: { ...scope.shown, fault: id, perRoute: [] } };
}

function unknown({ scope, kind }: Pick<ScopeCounts, 'scope' | 'kind'>, reason: string): ScopeRecovery {
  const shown = entryOf({ scope, kind, status: 'insufficient-data', referenceStage: null, reason }, {}, {}, reason);
  return { shown, degradedForMs: null, goodAtMs: null, troubled: false };
}

/**
 * What an objective on that scope is about, the worst affected first: its routes, and each journey of it that tells worse than they do: it has
 * enough requests where they have not, or shows in all of them together what is too little in each.
 */
export function recoveriesOf(record: RunRecord, recovery: FaultRecovery, of: Scope): ScopeRecovery[] {
  const { journeys } = record.plan.load;
  const routes = routesOf(of, journeys);
  const journey = routes && of && journeyOf(of, routes);
  const isRouteOf = ({ shown }: ScopeRecovery, names: ReadonlySet<string> | null): boolean =>
    shown.kind === 'route' && (names === null || names.has(shown.scope));
  return worstFirst(
    recovery.scopes.filter((one) => {
      const { kind, scope } = one.shown;
      if (kind === 'route') return isRouteOf(one, routes);
      if (kind === 'all') return routes === null;
      if (routes !== null && scope !== journey) return false;
      const own = routesOf({ journey: scope }, journeys);
      return worstOf([one, ...recovery.scopes.filter((other) => isRouteOf(other, own))]) === one;
    }),
  );
}

/** The journey that a scope names; null where it names a route, which wins over a journey of the same name. */
function journeyOf(of: Exclude<Scope, null>, routes: ReadonlySet<string>): string | null {
  if (typeof of === 'object') return 'journey' in of ? of.journey : null;
  return routes.has(of) ? null : of;
}
