/**
 * Ids that the target acknowledged against ids that it persisted. The ledger may lag behind the acknowledgements
 * (a queue, a replica), so it is read until two reads agree and nothing is missing, or until `settle` ends.
 * Ids that stood there before t = 0 are not of this run.
 */
import { query } from 'jsonpath-rfc9535';
import type { PlannedReconcile } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';

const betweenReadsMs = 250;
const readTimeoutMs = 10_000;

export interface Reconciliation {
  readonly acknowledged: number;
  readonly persisted: number;
  readonly lost: string[];
  readonly duplicated: string[];
  readonly unacknowledged: number;
  readonly reads: number;
  readonly settled: boolean;
}

/** All ids in the ledger, in its order, repeated where it repeats them. Throws when it can't be read. */
export async function readLedger(reconcile: PlannedReconcile, headers: Readonly<Record<string, string>>): Promise<string[]> {
  const response = await fetch(reconcile.url, { headers, signal: AbortSignal.timeout(readTimeoutMs) });
  if (!response.ok) throw new Error(`${reconcile.url} answered with status ${response.status}`);
  const body: unknown = await response.json();
  const found: unknown[] = query(body as never, reconcile.ids);
  return found.map(String);
}

/** The comparison itself; pure. */
export function reconcileIds(acknowledged: ReadonlySet<string>, ledger: readonly string[], before: ReadonlySet<string>): Omit<Reconciliation, 'reads' | 'settled'> {
  const times = new Map<string, number>();
  for (const id of ledger) if (!before.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
  return {
    acknowledged: acknowledged.size,
    persisted: times.size,
    lost: [...acknowledged].filter((id) => !times.has(id) && !before.has(id)),
    duplicated: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    unacknowledged: [...times.keys()].filter((id) => !acknowledged.has(id)).length,
  };
}

/** Reads until settled. `acknowledged` is complete: no more load is running. */
export async function settleLedger(
  reconcile: PlannedReconcile,
  options: { acknowledged: ReadonlySet<string>; before: ReadonlySet<string>; headers: Readonly<Record<string, string>>; clock: Clock },
): Promise<Reconciliation> {
  const untilMs = options.clock.now() + reconcile.settleMs;
  let last: string | undefined;
  for (let reads = 1; ; reads++) {
    const ledger = await readLedger(reconcile, options.headers);
    const result = reconcileIds(options.acknowledged, ledger, options.before);
    const fingerprint = `${ledger.length}/${result.persisted}/${result.lost.length}`;
    const agrees = fingerprint === last;
    if (agrees && result.lost.length === 0) return { ...result, reads, settled: true };
    if (options.clock.now() + betweenReadsMs >= untilMs) return { ...result, reads, settled: agrees };
    last = fingerprint;
    await new Promise((resolve) => setTimeout(resolve, betweenReadsMs));
  }
}
