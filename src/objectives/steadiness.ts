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

/**
 * Why it is unstable, or null: the second half is worse than the first by more than 50 % and 20 ms at p95, or by one
 * percentage point of errors. Getting better (a warming runtime) is not unstable.
 */
export function unsteady(first: Half, second: Half): string | null {
  if (first.due === 0 || second.due === 0) return null;
  const [before, after] = [1 - first.ok / first.due, 1 - second.ok / second.due];
  if (after - before > 0.01 + 1e-9)
    return `errors rose from ${formatShare(before)} in its first half to ${formatShare(after)} in its second`;
  const [slow, slower] = [first.times.quantileMs(0.95), second.times.quantileMs(0.95)];
  if (slow !== null && slower !== null && slower > slow * 1.5 && slower - slow > 20)
    return `p95 rose from ${formatMs(slow)} in its first half to ${formatMs(slower)} in its second`;
  return null;
}
