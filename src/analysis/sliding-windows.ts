/** Every window of a length within a stretch of the run, in steps of the log's bins. */
import type { Interval } from '../events/event.ts';
import type { Missing, TallyWindow } from '../objectives/measures.ts';
import { count, newTally, uncount } from '../objectives/tally.ts';
import { formatMs } from '../units.ts';
import type { SummedRouteBin } from './load-table.ts';

/** Width of the log's bins per route, and the step from one window to the next. */
export const binMs = 200;

/**
 * `bins` in the order of time, all of the stretch. A bin belongs to the window that its middle lies in. One tally goes
 * along: what comes in is added and what falls out is taken away, so that a long run costs as much as its bins, not as
 * its bins times the window.
 */
export function slidingWindows(
  bins: readonly SummedRouteBin[],
  stretch: { readonly window: Interval; readonly cut: string | null },
  windowMs: number,
): Iterable<TallyWindow> | Missing {
  const [fromMs, toMs] = stretch.window;
  if (toMs - fromMs < windowMs - 1e-6)
    return { missing: stretch.cut ?? `it lasts ${formatMs(Math.max(0, toMs - fromMs))}: no window of ${formatMs(windowMs)} lies within` };
  return {
    *[Symbol.iterator]() {
      const tally = newTally(windowMs, stretch.cut);
      let [entering, leaving] = [0, 0];
      for (const startMs of startsOf(fromMs, toMs - windowMs)) {
        for (; middle(bins[entering]) < startMs + windowMs; entering += 1) count(tally, bins[entering] as SummedRouteBin);
        for (; leaving < entering && middle(bins[leaving]) < startMs; leaving += 1) uncount(tally, bins[leaving] as SummedRouteBin);
        yield { fromMs: startMs, tally };
      }
    },
  };
}

/** The first that fits, the edges of the bins, and the last that fits. */
function* startsOf(firstMs: number, lastMs: number): Generator<number> {
  yield firstMs;
  for (let edge = Math.floor(firstMs / binMs + 1e-9) + 1; edge * binMs < lastMs - 1e-6; edge += 1) yield edge * binMs;
  if (lastMs > firstMs + 1e-6) yield lastMs;
}

function middle(bin: SummedRouteBin | undefined): number {
  return bin === undefined ? Number.POSITIVE_INFINITY : bin.atMs + binMs / 2;
}
