import assert from 'node:assert/strict';
import { reportedFacts } from '../../src/analysis/breakers-reported.ts';
import type { Event, Interval } from '../../src/events/event.ts';
import { countedRun } from '../support/counted-run.ts';

const trip = (instance: string, atMs: Interval): Event => ({
  tMs: atMs[1],
  type: 'breaker',
  breaker: 'pay',
  instance,
  from: 'closed',
  to: 'open',
  atMs,
  evidence: 'A',
  atLeast: false,
});

describe('what the sources of a breaker reported', () => {
  it('stands in the order in which it surely had happened; of what was read at once, what may be older comes first', () => {
    const order = (...events: Event[]): string =>
      reportedFacts(countedRun({ faults: [], events }), 'pay')
        .transitions.map(({ instance }) => instance)
        .join(' ');
    assert.equal(order(trip('a', [1_000, 9_000]), trip('b', [2_000, 3_000])), 'b a');
    assert.equal(order(trip('a', [2_000, 3_000]), trip('b', [1_000, 3_000])), 'b a');
    assert.equal(order(trip('a', [1_000, 3_000]), trip('b', [1_000, 3_000])), 'a b');
  });
});
