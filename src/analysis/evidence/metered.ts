/** The system's own count of its calls on a link: failures or durations that rose while a fault was in. */
import type { EventOf } from '../../events/event.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import { formatMs, formatShare } from '../../units.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { fewest, rose } from './rise.ts';
import { wasIn } from './rivals.ts';
import { around } from './window.ts';

interface Calls {
  readonly n: number;
  /** null: not counted. */
  readonly failed: number | null;
  readonly meanMs: number | null;
}

/** A mean of durations has no spread that could be tested: it has to rise by half, and by so much. */
const longer = { times: 1.5, ms: 20 };

/**
 * `the system's calls on link payments failed in 96 % (412 calls) while it was in, and in 0 % before (308)`, or null. What was counted while one of
 * `rivals` was in is left out.
 */
export function meteredEffect(record: RunRecord, planned: PlannedFault, fault: FaultRun, rivals: readonly FaultRun[]): string | null {
  const reads = record.of('link-metric').filter((event) => event.link === planned.link && event.requests !== null);
  const looks = around(reads, fault);
  const [before, during] = [callsIn(looks.before, rivals), callsIn(looks.during, rivals)];
  if (before === null || during === null || before.n < fewest || during.n < fewest) return null;
  const said = `the system's calls on link ${planned.link}`;
  const share = (calls: Calls): { n: number; share: number } => ({ n: calls.n, share: Math.min(1, (calls.failed ?? 0) / calls.n) });
  if (before.failed !== null && during.failed !== null && rose(share(before), share(during)))
    return `${said} failed in ${formatShare(share(during).share)} (${during.n}) while it was in, and in ${formatShare(share(before).share)} (${before.n}) before`;
  const [was, is] = [before.meanMs, during.meanMs];
  if (was === null || is === null || is < was * longer.times || is < was + longer.ms) return null;
  return `${said} took ${formatMs(is)} on average (${during.n}) while it was in, and ${formatMs(was)} (${before.n}) before`;
}

/** From each reading to the next; null where there are no two, or the system began to count anew. */
function callsIn(reads: readonly EventOf<'link-metric'>[], rivals: readonly FaultRun[]): Calls | null {
  const spans = reads
    .flatMap((to, index) => (index === 0 ? [] : [{ from: reads[index - 1]!, to }]))
    .filter(({ from, to }) => !rivals.some((rival) => wasIn(rival, [from.tMs, to.tMs])));
  const rise = (key: 'requests' | 'failures' | 'seconds'): number | null => {
    const rises = spans.map(({ from, to }) => (from[key] === null || to[key] === null ? null : to[key] - from[key]));
    return rises.includes(null) ? null : rises.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  };
  const n = rise('requests') ?? 0;
  const [failed, seconds] = [rise('failures'), rise('seconds')];
  if (n <= 0 || (failed ?? 0) < 0 || (seconds ?? 0) < 0) return null;
  return { n, failed, meanMs: seconds === null ? null : (seconds / n) * 1_000 };
}
