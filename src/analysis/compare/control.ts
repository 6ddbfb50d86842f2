/**
 * What the faults themselves cost: a run against its control, route by route. Both were done in one job, minutes apart, by the same load; that is
 * one run against one, so differences beyond the floor are named and nothing is claimed of chance.
 */
import type { ControlRun, ControlWindow, RouteFigures } from '../../events/control.ts';
import type { Event, Interval } from '../../events/event.ts';
import type { Analysis } from '../analysis.ts';
import type { ControlCost } from './comparison-schema.ts';
import { measure } from '../measured.ts';
import { readRecord, type RunRecord } from '../run-record.ts';
import { routeNames } from '../tables.ts';

interface Window {
  readonly fault: string | null;
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

function figuresIn(record: RunRecord, windows: readonly Window[]): ControlWindow[] {
  const all: Window[] = [{ fault: null, atMs: [0, record.loadEndMs] }, ...windows];
  return all.map(({ fault, atMs: [fromMs, untilMs] }) => {
    // A bin over an edge goes where its middle lies.
    const inside = record.table.routes.filter(({ atMs }) => fault === null || (atMs + 100 >= fromMs && atMs + 100 < untilMs));
    return {
      fault,
      routes: routeNames(record).map((route) =>
        figuresOf(
          route,
          measure(
            inside.filter((bin) => bin.route === route),
            fromMs,
            untilMs,
          ),
        ),
      ),
    };
  });
}

function figuresOf(route: string, measured: ReturnType<typeof measure>): RouteFigures {
  const { intended, outcomes, errorRate, responseOkMs, goodputPerSecond } = measured;
  return { route, requests: intended - outcomes.cancelled, errorRate, p99Ms: responseOkMs.p99, goodputPerSecond };
}

/** What is beyond these is named: half a percentage point; 10 % and 2 ms; 10 %. */
const floors = { errorRate: 0.005, p99Share: 0.1, p99Ms: 2, goodputShare: 0.1 };

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
  const beyond: ControlCost['beyondFloor'] = [];
  if (by(errorRate) > floors.errorRate) beyond.push('error rate');
  if (by(p99Ms) > Math.max(floors.p99Share * (p99Ms.without ?? 0), floors.p99Ms)) beyond.push('p99');
  if (-by(goodputPerSecond) > floors.goodputShare * (goodputPerSecond.without ?? 0)) beyond.push('goodput');
  return {
    fault,
    route: faulted.route,
    requests: { with: faulted.requests, without: plain?.requests ?? 0 },
    errorRate,
    p99Ms,
    goodputPerSecond,
    beyondFloor: beyond,
  };
}

function by(pair: { readonly with: number | null; readonly without: number | null }): number {
  return pair.with === null || pair.without === null ? 0 : pair.with - pair.without;
}
