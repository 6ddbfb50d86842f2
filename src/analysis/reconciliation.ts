/** What customers were told, against what the ledger holds. */
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

export function reconciliation(record: RunRecord): Pick<Analysis, 'reconciliation' | 'reconciliationReason'> {
  const event = record.of('reconciled').at(-1);
  if (event) {
    const { acknowledged, persisted, lost, duplicated, unacknowledged, late, reads, readMs, settled } = event;
    return {
      reconciliation: {
        acknowledged,
        persisted,
        lost,
        duplicated,
        unacknowledged,
        late: late?.map(({ id, lagMs: [from, to] }) => ({ id, lagMs: [from, to] })) ?? null,
        reads,
        readForMs: readMs === undefined ? null : readMs[1] - readMs[0],
        settled,
      },
      reconciliationReason: settled ? null : 'the last two readings of the ledger did not agree',
    };
  }
  const { reconcile, load } = record.plan;
  const acknowledges = load.journeys.some(({ steps }) => steps.some(({ acknowledge }) => acknowledge !== null));
  return { reconciliation: null, reconciliationReason: reconcile === null && !acknowledges ? null : whyUnread(record) };
}

/** Why a log does not say what was persisted. */
export function whyUnread(record: RunRecord): string {
  const failed = record.of('reconcile-failed').at(-1);
  if (failed) return failed.reason;
  if (record.plan.reconcile === null) return 'no `reconcile` is configured';
  return record.stopped ? `${record.stopped.why} before it was read` : 'the log does not say what was persisted';
}
