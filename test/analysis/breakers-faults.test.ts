import assert from 'node:assert/strict';
import { faultsOn, isRefused } from '../../src/analysis/breakers-faults.ts';
import { countedRun } from '../support/counted-run.ts';

describe('the faults on the link of a breaker', () => {
  const record = countedRun({
    faults: [
      { id: 'later', injected: [9_000, 9_004] },
      { id: 'elsewhere', link: 'stock', injected: [5_000, 5_004] },
      { id: 'first', injected: [2_000, 2_004], removed: [4_000, 4_004], down: true },
    ],
  });

  it('come in the order in which they were injected, without those of another link', () => {
    const ids = (link: string | null): string[] => faultsOn(record, link).map(({ id }) => id);
    assert.deepEqual([ids('payments'), ids('stock'), ids('mail'), ids(null)], [['first', 'later'], ['elsewhere'], [], []]);
  });

  it('let no connection through where they take the link down', () => {
    assert.deepEqual(
      record.faults.map((fault) => [fault.id, isRefused(record, fault)]),
      [
        ['first', true],
        ['elsewhere', false],
        ['later', false],
      ],
    );
  });
});
