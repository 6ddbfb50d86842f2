/** Whether a stretch of constant load was steady enough to measure anything against. */
import { Histogram } from '../events/histogram.ts';
import { formatMs, formatShare } from '../units.ts';

export interface Half {
  due: number;
  ok: number;
  /** Response times of everything that was sent and ended. */
  readonly times: Histogram;
}

export function newHalf(): Half {
  return { due: 0, ok: 0, times: new Histogram() };
}

/** Standard deviations by which a half must be worse, so that chance alone is not taken for unsteadiness. */
const beyondChance = 2.5;

/**
 * Why it is unstable, or null: the second half is worse than the first by more than 50 % and 20 ms at p95, or by one
 * percentage point of errors, and by more than chance. Getting better (a warming runtime) is not unstable. Where fast
 * and slow routes are mixed, p95 may stand on the edge between them and jump when two requests in a hundred are late:
 * so it is the share beyond the limit that has to be more than the 5 % of a p95.
 */
export function unsteady(first: Half, second: Half): string | null {
  // Where nothing was due the share is not a number, and so is not above anything.
  const [before, after] = [1 - first.ok / first.due, 1 - second.ok / second.due];
  const pooled = (before * first.due + after * second.due) / (first.due + second.due);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / first.due + 1 / second.due));
  if (after - before > Math.max(0.01 + 1e-9, beyondChance * deviation))
    return `errors rose from ${formatShare(before)} in its first half to ${formatShare(after)} in its second`;
  const [slow, slower] = [first.times.quantileMs(0.95), second.times.quantileMs(0.95)];
  if (slow === null || slower === null) return null;
  const expected = 0.05 * second.times.count;
  const beyond = second.times.countAbove(Math.max(slow * 1.5, slow + 20));
  if (beyond <= expected + beyondChance * Math.sqrt(expected)) return null;
  return `p95 rose from ${formatMs(slow)} in its first half to ${formatMs(slower)} in its second`;
}
