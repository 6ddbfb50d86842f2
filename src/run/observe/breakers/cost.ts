/** What watching one address costs: kept as it goes, told at the end. */
import type { WatchCost } from '../../../events/watch-cost.ts';
import { Histogram } from '../../../events/histogram.ts';

export interface CostBook {
  /** A look from its question to its last byte; null: nothing was asked, it came by itself. */
  took(ms: number | null, bytes: number): void;
  failed(ms: number): void;
  /** @param everyMs null: nothing is asked */
  told(of: Pick<WatchCost, 'instance' | 'breakers' | 'by'>, nowMs: number, everyMs: number | null): WatchCost;
}

export function openCostBook(beganMs: number): CostBook {
  const times = new Histogram();
  let [looks, failed, bytes, sumMs, lookingMs] = [0, 0, 0, 0, 0];
  return {
    took(ms, more) {
      looks++;
      bytes += more;
      if (ms === null) return;
      sumMs += ms;
      lookingMs += ms;
      times.record(ms * 1_000);
    },
    failed(ms) {
      failed++;
      lookingMs += ms;
    },
    told(of, nowMs, everyMs) {
      const asked = everyMs !== null && looks > 0;
      return {
        ...of,
        looks,
        failed,
        meanMs: asked ? sumMs / looks : null,
        p95Ms: asked ? times.quantileMs(0.95) : null,
        bytes,
        everyMs,
        share: everyMs === null ? null : lookingMs / Math.max(1, nowMs - beganMs),
      };
    },
  };
}
