import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import { journey, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

const reconcile = { url: 'http://127.0.0.1:8080/ledger', ids: '$.orders[*].id', settleMs: 30_000 };
const buying = [journey('buy', 1, [{ route: 'checkout', acknowledge: '$.id' }])];

function analysed(more: Partial<SyntheticOptions>, also: readonly Event[] = []): Analysis {
  const stages = [stage('load', 20, 10)];
  const objectives = ['no acknowledged order is lost'];
  return analyse([...syntheticLog({ stages, journeys: buying, objectives, meets: () => ({ ms: 5 }), ...more }), ...also]);
}

/** What stands under the orders, and what the objective says. */
function reasons(more: Partial<SyntheticOptions>, also: readonly Event[] = []): (string | null | undefined)[] {
  const { reconciliationReason, objectives } = analysed(more, also);
  return [reconciliationReason, objectives[0]?.reason];
}

describe('the reconciliation of a run', () => {
  it('is told by the objective in the words of the orders', () => {
    const told = (reason: string): string[] => [reason, reason];
    assert.deepEqual(reasons({}), told('no `reconcile` is configured'));
    assert.deepEqual(reasons({ killedAtMs: 10_000 }), told('no `reconcile` is configured'));
    assert.deepEqual(reasons({ plan: { reconcile }, killedAtMs: 10_000 }), told('the run was killed before it was read'));
    assert.deepEqual(reasons({ plan: { reconcile } }), told('the log does not say what was persisted'));
    assert.deepEqual(
      reasons({ plan: { reconcile } }, [{ tMs: 25_000, type: 'reconcile-failed', reason: 'status 500' }]),
      told('status 500'),
    );
  });

  const event = {
    type: 'reconciled',
    acknowledged: 3,
    persisted: 2,
    lost: ['c'],
    duplicated: [],
    unacknowledged: 0,
    reads: 4,
    settled: true,
  } as const;

  it('says what came late and how long the ledger was read', () => {
    const told = [{ id: 'b', lagMs: [1_200, 1_700] as const }];
    const { reconciliation } = analysed({ plan: { reconcile } }, [
      { ...event, tMs: 25_000, duplicated: [], lost: ['c'], late: told, readMs: [21_000, 24_500] },
    ]);
    assert.deepEqual(reconciliation?.late, [{ id: 'b', lagMs: [1_200, 1_700] }]);
    assert.deepEqual([reconciliation?.reads, reconciliation?.readForMs], [4, 3_500]);
  });

  it('of a log that does not tell of late ones, that is not known', () => {
    const { reconciliation } = analysed({ plan: { reconcile } }, [{ ...event, tMs: 25_000, duplicated: [], lost: ['c'] }]);
    assert.deepEqual([reconciliation?.late, reconciliation?.readForMs, reconciliation?.lost], [null, null, ['c']]);
  });

  it('is nothing to speak of where nothing acknowledges anything to a customer', () => {
    const reading = [journey('browse', 1, [{ route: 'home' }])];
    assert.equal(analysed({ journeys: reading, objectives: [] }).reconciliationReason, null);
    assert.deepEqual(reasons({ journeys: reading }), [null, 'no `reconcile` is configured']);
  });
});
