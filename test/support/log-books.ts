/** Requests counted as the load counts them, into lines of an event log. */
import type { Event, LoadBin, Outcome, RouteBin } from '../../src/events/event.ts';
import { Histogram } from '../../src/events/histogram.ts';

interface Counts {
  readonly atMs: number;
  readonly stage: number;
  readonly route: string;
  intended: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  readonly ok: Histogram;
  readonly failed: Histogram;
}

/** Counts as the load keeps them: per 50 ms, and per route and 200 ms, cut at the stage's boundary. */
export class LogBooks {
  private readonly bins = new Map<number, Counts>();
  private readonly routes = new Map<string, Map<number, Counts>>();

  count(tMs: number, stage: number, route: string, outcome: Outcome, ms: number): void {
    let perRoute = this.routes.get(route);
    if (perRoute === undefined) this.routes.set(route, (perRoute = new Map<number, Counts>()));
    const of = (table: Map<number, Counts>, widthMs: number): Counts => {
      const atMs = Math.floor(tMs / widthMs) * widthMs;
      let bin = table.get(atMs);
      if (bin === undefined) {
        bin = { atMs, stage, route, intended: 0, outcomes: {}, ok: new Histogram(), failed: new Histogram() };
        table.set(atMs, bin);
      }
      bin.intended += 1;
      bin.outcomes[outcome] = (bin.outcomes[outcome] ?? 0) + 1;
      return bin;
    };
    of(this.bins, 50);
    const bin = of(perRoute, 200);
    (outcome === 'ok' ? bin.ok : bin.failed).record(ms * 1_000);
  }

  /** One line a second. */
  lines(): Event[] {
    const bins = Map.groupBy(this.bins.values(), ({ atMs }) => Math.floor(atMs / 1_000));
    const routes = Map.groupBy(
      [...this.routes.values()].flatMap((table) => [...table.values()]),
      ({ atMs }) => Math.floor(atMs / 1_000),
    );
    return [...bins].map(([second, own]): Event => ({
      tMs: second * 1_000 + 1_200,
      type: 'load',
      bins: own.map(({ atMs, stage, intended, outcomes }): LoadBin => ({ atMs, stage, intended, outcomes })),
      routes: (routes.get(second) ?? []).map(({ ok, failed, ...bin }): RouteBin => {
        const service = new Histogram();
        service.merge(ok);
        service.merge(failed);
        const times = { okTimes: ok.toSparse(), failedTimes: failed.toSparse(), serviceTimes: service.toSparse() };
        return { ...bin, degraded: 0, shed: 0, ...times };
      }),
      errors: [],
    }));
  }
}
