/** What the judges ask, answered by a run in which all went well; tests put in what matters to them. */
import type { BreakerFacts, Measures } from '../../src/objectives/measures.ts';
import { newTally, type Tally } from '../../src/objectives/tally.ts';

export const neverOpened: BreakerFacts = { answered: true, silences: [], atLeast: false, instances: ['a'], transitions: [] };

export function tallyOf(ok: number, failed: number, okMs = 50, more: Partial<Tally> = {}): Tally {
  const made = Object.assign(newTally(10_000), more);
  made.intended = ok + failed;
  made.outcomes.ok = ok;
  made.outcomes.httpError = failed;
  made.okTimes.record(okMs * 1_000, ok);
  return made;
}

/** A fault `slow` from 20 s to 40 s, in a run of 90 s. */
export function measures(over: Partial<Measures> = {}): Measures {
  return {
    faults: ['slow'],
    openLoad: true,
    endMs: 90_000,
    tally: () => tallyOf(1_000, 0),
    windows: () => [],
    window: () => [0, 90_000],
    fault: () => ({ injectedAtMs: [20_000, 20_010], removedAtMs: [40_000, 40_010] }),
    breaker: () => neverOpened,
    recovery: () => ({ missing: 'no recovery' }),
    alert: () => ({ missing: 'no alerts' }),
    probe: () => ({ missing: 'no probe' }),
    detection: () => ({ missing: 'no alerts' }),
    orders: () => ({ missing: 'no ledger' }),
    ...over,
  };
}
