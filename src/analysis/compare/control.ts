/**
 * What the faults themselves cost: a run against its control, route by route. Both were done in one job, minutes apart, by the same load; that is
 * one run against one, so differences beyond the floor are named and nothing is claimed of chance.
 */
import type { ControlRun, ControlWindow, RouteFigures } from '../../events/control.ts';
import type { Event, Interval } from '../../events/event.ts';
import type { Analysis } from '../analysis.ts';
import type { ControlCost } from './comparison-schema.ts';
import { measure } from '../measured.ts';
import { failing, floorAt, served, slow, worseBy, type Metric } from './metrics.ts';
import { readRecord, type RunRecord } from '../run-record.ts';
import { routeNames } from '../tables.ts';

interface Window {
  readonly fault: string;
  readonly atMs: Interval;
}

/** Of a control's own events. `faults`: those that it left out, as they were planned. */
export function controlRun(
  events: readonly Event[],
  analysis: Analysis,
  faults: readonly { readonly id: string; readonly atMs: number; readonly forMs: number }[],
): ControlRun {
  const record = readRecord(events);
  const windows = faults.map(({ id, atMs, forMs }): Window => ({ fault: id, atMs: [atMs, atMs + forMs] }));
  return {
    run: analysis.run.id,
    exitCode: analysis.exitCode,
    reason: analysis.reason,
    objectives: analysis.objectives.map(({ text, verdict }) => ({ text, verdict })),
    windows: figuresIn(record, windows),
  };
}

/** The tables' bins: nothing is known of times between their edges. */
const binMs = 200;

/**
 * Of the whole load, and of each window from the edge of bins that is nearest to its beginning to the one nearest to its end: so its rates are of
 * the time of the requests that are counted.
 */
function figuresIn(record: RunRecord, windows: readonly Window[]): ControlWindow[] {
  const whole = { fault: null, routes: figuresOf(record, record.table.routes, [0, record.loadEndMs]) };
  const during = windows.map(({ fault, atMs }) => {
    const [fromMs, untilMs] = atMs.map((ms) => Math.round(ms / binMs) * binMs) as [number, number];
    const inside = record.table.routes.filter((bin) => bin.atMs >= fromMs && bin.atMs < untilMs);
    return { fault, routes: figuresOf(record, inside, [fromMs, untilMs]) };
  });
  return [whole, ...during];
}

function figuresOf(record: RunRecord, bins: RunRecord['table']['routes'], [fromMs, untilMs]: Interval): RouteFigures[] {
  const byRoute = Map.groupBy(bins, ({ route }) => route);
  return routeNames(record).map((route) => {
    const { intended, outcomes, errorRate, responseOkMs, goodputPerSecond } = measure(byRoute.get(route) ?? [], fromMs, untilMs);
    return { route, requests: intended - outcomes.cancelled, errorRate, p99Ms: responseOkMs.p99, goodputPerSecond };
  });
}

/** null: the run had no control. */
export function controlOf(record: RunRecord, objectives: Analysis['objectives']): Analysis['control'] {
  const control = record.of('control')[0]?.control;
  if (control === undefined) return null;
  const windows = record.faults.map((fault): Window => ({
    fault: fault.id,
    atMs: [fault.injectedAtMs[1], fault.removedAtMs?.[0] ?? record.loadEndMs],
  }));
  const failed = control.objectives.filter(({ verdict }) => verdict === 'breached').map(({ text }) => text);
  return {
    run: control.run,
    exitCode: control.exitCode,
    reason: control.reason,
    costs: figuresIn(record, windows).flatMap(({ fault, routes }) => {
      const without = control.windows.find((window) => window.fault === fault)?.routes ?? [];
      return routes.map((route) =>
        costOf(
          fault,
          route,
          without.find((one) => one.route === route.route),
        ),
      );
    }),
    breachedWithout: objectives.flatMap(({ text, verdict }) => (verdict === 'breached' && failed.includes(text) ? [text] : [])),
  };
}

function costOf(fault: string | null, faulted: RouteFigures, plain: RouteFigures | undefined): ControlCost {
  const pair = (of: Exclude<keyof RouteFigures, 'route' | 'requests'>) => ({ with: faulted[of], without: plain?.[of] ?? null });
  const [errorRate, p99Ms, goodputPerSecond] = [pair('errorRate'), pair('p99Ms'), pair('goodputPerSecond')];
  return {
    fault,
    route: faulted.route,
    requests: { with: faulted.requests, without: plain?.requests ?? 0 },
    errorRate,
    p99Ms,
    goodputPerSecond,
    beyondFloor: [
      ...(isBeyond(failing, errorRate) ? ['error rate' as const] : []),
      ...(isBeyond(slow, p99Ms) ? ['p99' as const] : []),
      ...(isBeyond(served, goodputPerSecond) ? ['goodput' as const] : []),
    ],
  };
}

function isBeyond(
  judged: Pick<Metric, 'worse' | 'floor'>,
  pair: { readonly with: number | null; readonly without: number | null },
): boolean {
  if (pair.with === null || pair.without === null) return false;
  return worseBy(judged, pair.without, pair.with) > floorAt(judged, pair.without);
}
