/** What customers were told, against what the ledger holds. */
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

export function reconciliation(record: RunRecord): Pick<Analysis, 'reconciliation' | 'reconciliationReason'> {
  const event = record.of('reconciled').at(-1);
  if (event) {
    const { acknowledged, persisted, lost, duplicated, unacknowledged, settled } = event;
    return {
      reconciliation: { acknowledged, persisted, lost, duplicated, unacknowledged, settled },
      reconciliationReason: settled ? null : 'the ledger was still changing when the reading ended',
    };
  }
  const failed = record.of('reconcile-failed').at(-1);
  const reason = failed?.reason ?? (record.stopped ? `${record.stopped.why} before it was read` : 'no `reconcile` is configured');
  return { reconciliation: null, reconciliationReason: reason };
}
