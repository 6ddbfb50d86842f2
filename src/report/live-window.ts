/** The last seconds of load, from the increments in the event stream: rates and percentiles of now. Flat in memory. */
import { Histogram } from '../events/histogram.ts';
import type { EventOf, Outcome } from '../events/event.ts';

/** How far back anything live looks, ms. */
export const recentMs = 5_000;

interface Slice {
  /** The increments were counted between these two. */
  readonly fromMs: number;
  readonly toMs: number;
  intended: number;
  ok: number;
  readonly failures: Map<Outcome, number>;
  readonly times: Histogram;
}

export interface Recent {
  readonly offeredPerSecond: number | null;
  readonly servedPerSecond: number | null;
  readonly n: number;
  /** Merged response times of the window, ok and failed alike; null under 1, 20 and 100 samples. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly failures: ReadonlyMap<Outcome, number>;
}

export class LiveWindow {
  private slices: Slice[] = [];
  private lastMs: number | null = null;

  add(event: EventOf<'load'>): void {
    const first = Math.min(event.tMs, ...event.bins.map((bin) => bin.atMs));
    const slice: Slice = { fromMs: this.lastMs ?? first, toMs: event.tMs, intended: 0, ok: 0, failures: new Map(), times: new Histogram() };
    for (const bin of event.bins) {
      slice.intended += bin.intended;
      for (const [outcome, n] of Object.entries(bin.outcomes) as [Outcome, number][]) {
        if (outcome === 'ok') slice.ok += n;
        else slice.failures.set(outcome, (slice.failures.get(outcome) ?? 0) + n);
      }
    }
    for (const route of event.routes) {
      slice.times.add(route.okTimes);
      slice.times.add(route.failedTimes);
    }
    this.lastMs = event.tMs;
    this.slices.push(slice);
    this.slices = this.slices.filter((one) => one.toMs > event.tMs - recentMs);
  }

  /** Rates over the last `rateMs` (2 s evens out the beat of the log), the rest over the last `recentMs`. */
  at(nowMs: number, rateMs = 2_000): Recent {
    const recent = this.slices.filter((slice) => slice.toMs > nowMs - recentMs);
    const rated = recent.filter((slice) => slice.toMs > nowMs - rateMs);
    const first = rated[0];
    const seconds = first === undefined ? 0 : ((rated.at(-1) ?? first).toMs - first.fromMs) / 1_000;
    const times = new Histogram();
    const failures = new Map<Outcome, number>();
    for (const slice of recent) {
      times.merge(slice.times);
      for (const [outcome, n] of slice.failures) failures.set(outcome, (failures.get(outcome) ?? 0) + n);
    }
    const perSecond = (of: (slice: Slice) => number): number | null =>
      seconds > 0 ? rated.reduce((sum, slice) => sum + of(slice), 0) / seconds : null;
    return {
      offeredPerSecond: perSecond((slice) => slice.intended),
      servedPerSecond: perSecond((slice) => slice.ok),
      n: times.count,
      p50Ms: times.quantileMs(0.5),
      p95Ms: times.count < 20 ? null : times.quantileMs(0.95),
      p99Ms: times.count < 100 ? null : times.quantileMs(0.99),
      failures,
    };
  }
}
