/**
 * When each fault was noticed: by the system's own alerts where their source is named, else by the burn rates that the run's own counts
 * would have shown (burn-rate.ts). The two are never mixed: where a source is named and did not answer, nothing is emulated in its place.
 */
import type { Interval } from '../../events/event.ts';
import { isUnseen, perhapsBefore } from '../../objectives/judge-alert.ts';
import type { DetectionFacts, Missing } from '../../objectives/measures.ts';
import { routesOf } from '../../objectives/scope.ts';
import { formatMs, formatShare } from '../../units.ts';
import { alertFacts, firingsOf } from '../alerts.ts';
import type { Analysis, Recovery, RouteRecovery } from '../analysis.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { burnedAfter, burnRules, countEnded, slotMs, type Burned, type BurnRule, type EndedCounts } from './burn-rate.ts';

export interface Detection extends DetectionFacts {
  readonly fault: string;
  readonly clearedAtMs: Interval | null;
  /** Why there is no time, or why it is not to be believed further; null: nothing is to be said. */
  readonly reason: string | null;
  /** Why `clearedAtMs` is null. */
  readonly clearReason: string | null;
  /** What was emulated, of each route by its name, ms from t = 0; empty where alerts were read. */
  readonly perRoute: ReadonlyMap<string, Burned>;
}

/** One a fault of the plan. `Missing`: it was never injected, or nobody knows. */
export function detections(record: RunRecord): Map<string, Detection | Missing> {
  const emulate = record.plan.alerts ? null : emulation(record);
  return new Map(
    record.plan.faults.map(({ id }): [string, Detection | Missing] => {
      const fault = record.faults.find((one) => one.id === id);
      if (!fault) return [id, { missing: `${id} was never injected` }];
      return [id, emulate ? emulate(fault) : byAlerts(record, fault)];
    }),
  );
}

/** What follows a fault up to the next one that comes after its removal is put down to it. */
function untilMs(record: RunRecord, fault: FaultRun): number {
  const removedMs = fault.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY;
  return Math.min(record.loadEndMs, ...record.faults.map((other) => other.injectedAtMs[0]).filter((ms) => ms > removedMs));
}

/** The first alert of which somebody was told after the injection; one that fired before is none. */
function byAlerts(record: RunRecord, fault: FaultRun): Detection | Missing {
  const facts = alertFacts(record, '*');
  if ('missing' in facts) return facts;
  if (!facts.answered) return { missing: 'the source of alerts did not answer' };
  const [sentMs] = fault.injectedAtMs;
  const toMs = untilMs(record, fault);
  const first = firingsOf(record).find(({ atMs, already, suppressed }) => !already && !suppressed && atMs[1] >= sentMs && atMs[0] < toMs);
  const base = { fault: fault.id, how: 'alerts' as const, perRoute: new Map() };
  if (!first) {
    const before = facts.firings.find(({ atMs, clearedAtMs }) => atMs[0] < toMs && (clearedAtMs === null || clearedAtMs[1] >= sentMs));
    const unseen = isUnseen(facts, [sentMs, toMs]);
    const reason = unseen
      ? 'the source of alerts did not answer all the time'
      : before
        ? `none began to fire after it; ${before.alert} was firing already`
        : 'no alert fired after it';
    // What may have been missed is not known; what was looked for and not there is.
    return unseen
      ? { missing: reason }
      : { ...base, atMs: null, what: 'no alert', reason, clearedAtMs: null, clearReason: 'nothing fired' };
  }
  const perhaps = first.atMs[0] < sentMs ? perhapsBefore : null;
  const cleared = clearing(fault, first.clearedAtMs, record);
  return { ...base, atMs: first.atMs, what: `alert ${first.alert}`, reason: perhaps, ...cleared };
}

function clearing(fault: FaultRun, clearedAtMs: Interval | null, record: RunRecord): Pick<Detection, 'clearedAtMs' | 'clearReason'> {
  if (fault.removedAtMs === null) return { clearedAtMs: null, clearReason: 'the fault was not removed while the load ran' };
  if (clearedAtMs !== null) return { clearedAtMs, clearReason: null };
  const watchedMs = Math.max(0, record.loadEndMs - fault.removedAtMs[1]);
  return { clearedAtMs: null, clearReason: `still firing ${formatMs(watchedMs)} after the fault was removed, when the load ended` };
}

/** Availability that the emulated alerts guard, unless an objective on a budget names another. */
const usualSlo = 0.999;

export function sloOf({ objectives }: RunRecord['plan']): number {
  const slos = objectives.flatMap(({ objective }) => (objective.kind === 'budget' ? [objective.slo] : []));
  return slos.length === 0 ? usualSlo : Math.max(...slos);
}

function emulation(record: RunRecord): (fault: FaultRun) => Detection | Missing {
  const slo = sloOf(record.plan);
  const rules = burnRules(record.plan.load.totalMs);
  const names = [...new Set(record.table.routes.map(({ route }) => route))];
  const of = (route: string | null): EndedCounts =>
    countEnded(
      record.table.routes.filter((bin) => route === null || bin.route === route),
      record.loadEndMs,
    );
  const routes = new Map(names.map((name) => [name, of(name)]));
  const scopes: [string, EndedCounts][] = names.length > 1 ? [['all requests', of(null)], ...routes] : [...routes];
  return (fault) => {
    const removedMs = fault.removedAtMs?.[1] ?? null;
    const window = { fromMs: fault.injectedAtMs[1], untilMs: untilMs(record, fault), removedMs };
    const found = scopes.map(([scope, counts]) => ({ scope, burned: burnedAfter(counts, window, rules, slo) }));
    const burned = found.flatMap(({ scope, burned: one }) => (one === null || one === 'already' ? [] : [{ scope, ...one }]));
    const first = burned.toSorted((a, b) => a.atMs - b.atMs)[0];
    const perRoute = new Map(burned.filter(({ scope }) => routes.has(scope)).map(({ scope, ...one }) => [scope, one]));
    const base = { fault: fault.id, how: 'emulated' as const, perRoute };
    if (!first) {
      const already = found.filter((one) => one.burned === 'already').map(({ scope }) => scope);
      if (already.length > 0) return { missing: `the budget of ${already.join(', ')} was burning too fast already when it came` };
      return {
        ...base,
        atMs: null,
        what: 'no burn rate',
        reason: 'no burn rate was high enough',
        clearedAtMs: null,
        clearReason: 'nothing fired',
      };
    }
    const atMs: Interval = [first.atMs - slotMs, first.atMs];
    const cleared: Interval | null = first.clearedAtMs === null ? null : [first.clearedAtMs - slotMs, first.clearedAtMs];
    return { ...base, atMs, what: `${first.scope}, ${ruleText(first.rule, slo)}`, reason: null, ...clearing(fault, cleared, record) };
  };
}

/** `14.4x a budget of 0.1 % over 16.7 s and 1.4 s`. */
export function ruleText({ factor, longMs, shortMs }: BurnRule, slo: number): string {
  return `${factor}x a budget of ${formatShare(1 - slo)} over ${formatMs(longMs)} and ${formatMs(shortMs)}`;
}

type Shown = Analysis['detection'][number];

/** As the report shows it: times from the confirmed injection, and from the confirmed removal. */
export function detectionShown(record: RunRecord, found: ReadonlyMap<string, Detection | Missing>): Shown[] {
  const how = record.plan.alerts ? ('alerts' as const) : ('emulated' as const);
  return [...found].map(([fault, one]): Shown => {
    const run = record.faults.find(({ id }) => id === fault);
    if ('missing' in one || !run) {
      const reason = 'missing' in one ? one.missing : null;
      return { fault, how, status: 'unknown', what: null, atMs: null, afterMs: null, clearedAfterMs: null, reason, clearReason: reason };
    }
    const { atMs, clearedAtMs, what, reason, clearReason } = one;
    return {
      fault,
      how,
      status: atMs === null ? 'not-detected' : 'detected',
      what: atMs === null ? null : what,
      atMs: atMs && [atMs[0], atMs[1]],
      afterMs: atMs && after(atMs, run.injectedAtMs),
      clearedAfterMs: clearedAtMs && run.removedAtMs && after(clearedAtMs, run.removedAtMs),
      reason,
      clearReason,
    };
  });
}

function after(atMs: Interval, from: Interval): [number, number] {
  return [Math.max(0, atMs[0] - from[1]), Math.max(0, atMs[1] - from[1])];
}

/**
 * `timeToDetectMs` of a fault's recovery and of its routes and journeys: the middle of the interval. An alert says nothing of routes, and stands
 * at each; a journey is noticed with the first of its routes. The worst affected scope has its own time: when the fault was noticed at all is the
 * detection's.
 */
export function withDetection(recovery: Recovery, record: RunRecord, found: Detection | Missing | undefined): Recovery {
  const injectedAtMs = record.faults.find(({ id }) => id === recovery.fault)?.injectedAtMs;
  if (found === undefined || !injectedAtMs) return recovery;
  const afterMs = (atMs: Interval | null): number | null => atMs && Math.max(0, (atMs[0] + atMs[1]) / 2 - injectedAtMs[1]);
  if ('missing' in found)
    return { ...detectedAt(recovery, null, found.missing), perRoute: recovery.perRoute.map((one) => detectedAt(one, null, found.missing)) };
  const nothing = found.reason ?? 'no burn rate of it was high enough';
  const ofScope = ({ scope, kind }: RouteRecovery): Interval | null => {
    if (found.how === 'alerts' || kind === 'all') return found.atMs;
    const routes = kind === 'route' ? [scope] : [...(routesOf({ journey: scope }, record.plan.load.journeys) ?? [])];
    const first = Math.min(...routes.map((route) => found.perRoute.get(route)?.atMs ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(first) ? [first - slotMs, first] : null;
  };
  return {
    ...detectedAt(recovery, afterMs(ofScope(recovery)), nothing),
    perRoute: recovery.perRoute.map((one) => detectedAt(one, afterMs(ofScope(one)), nothing)),
  };
}

function detectedAt<T extends RouteRecovery>(one: T, timeToDetectMs: number | null, why: string): T {
  const { timeToDetectMs: _, ...unknown } = one.unknown;
  return { ...one, timeToDetectMs, unknown: timeToDetectMs === null ? { ...unknown, timeToDetectMs: why } : unknown };
}
