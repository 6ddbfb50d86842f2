/**
 * Ids that the target acknowledged against ids that it persisted. The ledger may lag behind the acknowledgements
 * (a queue, a replica), so it is read until two reads agree and nothing is missing, or until `settle` ends.
 * Ids that stood there before t = 0 are not of this run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { query } from 'jsonpath-rfc9535';
import type { PlannedReconcile } from '../../plan/plan.ts';
import { redactUrls } from '../../plan/redact.ts';
import { ask, headersFor, type AskedTarget } from '../ask.ts';
import type { Clock } from '../clock.ts';
import { tlsFor } from '../target-tls.ts';

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
export async function readLedger(reconcile: PlannedReconcile, target: AskedTarget, signal?: AbortSignal): Promise<string[]> {
  const { url } = reconcile;
  const { status, text } = await ask({ url, headers: headersFor(url, target), tls: tlsFor(url, target), timeoutMs: readTimeoutMs, signal });
  if (status < 200 || status > 299) throw new Error(`${redactUrls(reconcile.url)} answered with status ${status}`);
  const found: unknown[] = query(JSON.parse(text) as never, reconcile.ids);
  return found.map(String);
}

/** The comparison itself; pure. */
export function reconcileIds(
  acknowledged: ReadonlySet<string>,
  ledger: readonly string[],
  before: ReadonlySet<string>,
): Omit<Reconciliation, 'reads' | 'settled'> {
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

/** Reads until settled, or until the signal, when it throws. `acknowledged` is complete: no more load is running. */
export async function settleLedger(
  reconcile: PlannedReconcile,
  options: {
    readonly acknowledged: ReadonlySet<string>;
    readonly before: ReadonlySet<string>;
    readonly target: AskedTarget;
    readonly clock: Clock;
    readonly signal?: AbortSignal;
  },
): Promise<Reconciliation> {
  const { clock, signal } = options;
  const untilMs = clock.now() + reconcile.settleMs;
  let last: string | undefined;
  for (let reads = 1; ; reads++) {
    const ledger = await readLedger(reconcile, options.target, signal);
    const result = reconcileIds(options.acknowledged, ledger, options.before);
    const fingerprint = `${ledger.length}/${result.persisted}/${result.lost.length}`;
    const agrees = fingerprint === last;
    if (agrees && result.lost.length === 0) return { ...result, reads, settled: true };
    if (clock.now() + betweenReadsMs >= untilMs) return { ...result, reads, settled: agrees };
    last = fingerprint;
    await sleep(betweenReadsMs, undefined, { signal });
  }
}
