/** Recovery after each fault, per route and journey, and the worst affected for each fault. */
import { routesOf } from '../../objectives/scope.ts';
import { sustainMs } from '../../objectives/sustain.ts';
import type { Recovery } from '../analysis.ts';
import { tripAfter } from '../breakers.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { breakerWait } from './breaker-wait.ts';
import { closedRecovery } from './closed.ts';
import { worstOf } from './headline.ts';
import { recoveryOf, type ScopeRecovery, type Watch } from './scope.ts';
import { scopesOf } from './scopes.ts';
import { entryOf } from './shown.ts';
import { slotsOf, type ScopeCounts, type Slot } from './slots.ts';

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
      return closed ? closedRecovery(counts, watch) : recoveryOf(counts, watch);
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
): Watch | string {
  const { injectedAtMs, removedAtMs } = fault;
  if (removedAtMs === null || fault.removed?.why === 'stopped') return 'it was not removed while the load ran';
  const others = record.faults.filter((other) => other !== fault);
  const also = others.find(
    (other) => other.injectedAtMs[0] <= removedAtMs[1] && (other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY) > removedAtMs[1],
  );
  if (also) return `${also.id} was in when it was removed: the two can't be told apart`;
  const nextMs = Math.min(record.loadEndMs, ...others.map((other) => other.injectedAtMs[0]).filter((ms) => ms > removedAtMs[1]));
  const earlier = others.filter((other) => other.injectedAtMs[0] < injectedAtMs[0]);
  const { waitMs, residualMs } = breakerWait(record, fault);
  return {
    slots: slots.filter((slot) => slot.toMs <= nextMs + 1e-6),
    injectedAtMs,
    removedAtMs,
    sustainMs: sustainMs(waitMs),
    tripMs: tripOf(record, fault),
    breakerWaitMs: waitMs,
    breakerResidualMs: residualMs,
    usable: (slot, counts) =>
      slot.toMs <= injectedAtMs[0] &&
      earlier.every((other) => {
        const goodAtMs = done.get(other.id)?.get(counts)?.goodAtMs ?? Number.POSITIVE_INFINITY;
        return slot.toMs <= other.injectedAtMs[0] || slot.atMs >= Math.max(goodAtMs, other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY);
      }),
    stageName: (index) => record.stages[index]?.name ?? '',
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

/** The scope that an objective speaks of: a route, the worst route of a journey (or the journey, where no route tells), or the worst of all. */
export function recoveryFor(record: RunRecord, recovery: FaultRecovery, of: string | null): ScopeRecovery | undefined {
  const routes = routesOf(of, record.plan.load.journeys);
  if (routes === null) return worstOf(recovery.scopes);
  const isRoute = routes.has(of ?? '');
  return worstOf(
    recovery.scopes.filter(({ shown }) =>
      shown.kind === 'route' ? routes.has(shown.scope) : !isRoute && shown.kind === 'journey' && shown.scope === of,
    ),
  );
}
