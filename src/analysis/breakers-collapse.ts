/** What the log has of the times of errors, for the inference of grade D. */
import { inferCollapse, type CollapseInput } from '../breakers/infer/collapse.ts';
import { declined, type Inference } from '../breakers/infer/inference.ts';
import type { Interval } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';
import type { PlannedBreaker } from '../plan/plan.ts';
import { touchedBy } from './breakers-callers.ts';
import { isRefused } from './breakers-faults.ts';
import type { SummedRouteBin } from './load-table.ts';
import type { FaultRun, RunRecord } from './run-record.ts';

const binMs = 50;

type Sides = Pick<CollapseInput, 'usualMs' | 'bystanders'>;

/** Fault by fault. */
export function collapse(record: RunRecord, { link, routes }: PlannedBreaker, faults: readonly FaultRun[]): Inference {
  if (link === null) return declined('it is not said which link it guards');
  const referenceEndMs = Math.min(...record.faults.map(({ injectedAtMs }) => injectedAtMs[0]));
  const touched = touchedBy(record, faults, referenceEndMs);
  const sides = sidesOf(record, routes ?? touched, touched, referenceEndMs);
  const each = faults.map((fault) => collapseIn(record, fault, sides));
  const seen = each.filter((one) => one.declined === null);
  if (seen.length === 0) return each[0] ?? declined(`no fault was injected on link ${link}`);
  return {
    declined: null,
    moves: seen.flatMap(({ moves }) => moves),
    watched: seen.flatMap(({ watched }) => watched),
    detail: seen.map(({ detail }) => detail).join('; '),
  };
}

function collapseIn(record: RunRecord, fault: FaultRun, sides: Sides): Inference {
  const window: Interval = [fault.injectedAtMs[1], Math.min(record.loadEndMs, fault.removedAtMs?.[0] ?? record.loadEndMs)];
  if (isRefused(record, fault)) return declined('connections were refused, which is as fast as a breaker');
  const others = record.faults.filter((other) => other !== fault);
  const beside = others.find(({ injectedAtMs, removedAtMs }) => injectedAtMs[0] < window[1] && (removedAtMs?.[1] ?? Infinity) > window[0]);
  if (beside) return declined(`${beside.id} was in at the same time`);
  if (record.of('fault-step').some((event) => event.fault === fault.id)) return declined('the fault changed while it was in');
  const nextMs = Math.min(record.loadEndMs, ...others.map(({ injectedAtMs }) => injectedAtMs[0]).filter((ms) => ms >= window[1]));
  const bins = record.table.bins
    .filter(({ atMs }) => atMs < nextMs)
    .map(({ atMs, errorTimes, outcomes }) => ({ atMs, times: errorTimes, timedOut: outcomes.timeout }));
  const inside = record.table.routes.filter(({ atMs }) => atMs >= window[0] && atMs < window[1]);
  const sum = (of: (bin: SummedRouteBin) => number): number => inside.reduce((total, bin) => total + of(bin), 0);
  const shedShare =
    sum(({ shed }) => shed) /
    Math.max(
      1,
      sum(({ outcomes }) => outcomes.httpError),
    );
  const found = inferCollapse({ bins, widthMs: binMs, window, shedShare, ...sides });
  return { ...found, watched: found.watched.map(([, to]) => [fault.injectedAtMs[0], to]) };
}

/** How long requests took before any fault: of those that call, and of those that no fault touches. */
function sidesOf({ table }: RunRecord, callers: readonly string[], touched: readonly string[], referenceEndMs: number): Sides {
  const medianOf = (has: (route: string) => boolean, fromMs: number, toMs: number): number | null => {
    const service = new Histogram();
    for (const bin of table.routes) if (has(bin.route) && bin.atMs >= fromMs && bin.atMs + 200 <= toMs) service.add(bin.serviceTimes);
    return service.quantileMs(0.5);
  };
  const isBystander = (route: string): boolean => !touched.includes(route) && !callers.includes(route);
  const besideMs = medianOf(isBystander, Number.NEGATIVE_INFINITY, referenceEndMs);
  return {
    usualMs: medianOf((route) => callers.includes(route), Number.NEGATIVE_INFINITY, referenceEndMs),
    bystanders: besideMs === null ? null : { usualMs: besideMs, medianIn: (fromMs, toMs) => medianOf(isBystander, fromMs, toMs) },
  };
}
