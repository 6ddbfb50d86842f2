/** Every window of a length within a baseline, of what has ended so far. A baseline is short: each window is counted anew. */
import type { TallyWindow } from './measures.ts';
import { count, newTally, type Counted } from './tally.ts';

/** Width of the log's bins. */
const stepMs = 200;

export function* windowsWithin(bins: readonly Counted[], fromMs: number, toMs: number, windowMs: number): Generator<TallyWindow> {
  const ordered = bins.toSorted((a, b) => a.atMs - b.atMs);
  for (let startMs = fromMs; startMs <= toMs - windowMs + 1e-6; startMs += stepMs) {
    const tally = newTally(windowMs);
    // A bin belongs to the window that its middle lies in.
    for (const bin of ordered) if (bin.atMs + stepMs / 2 >= startMs && bin.atMs + stepMs / 2 < startMs + windowMs) count(tally, bin);
    yield { fromMs: startMs, tally };
  }
}
