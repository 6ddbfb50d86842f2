import assert from 'node:assert/strict';
import { bindNames, knownIn } from '../../src/objectives/names.ts';
import { needsOf } from '../../src/objectives/needs.ts';
import { parseObjective } from '../../src/objectives/parse.ts';
import type { Needs } from '../../src/objectives/provability.ts';
import type { PlannedSteadyProbe } from '../../src/plan/plan.ts';
import { blackFriday } from '../support/black-friday-log.ts';
import { latencyFault, planOf, type SyntheticOptions } from '../support/synthetic-log.ts';

const alerts = { source: 'alertmanager', url: 'http://127.0.0.1:9093', match: {} } as const;
const probe = (everyMs: number, during: string | null = null): PlannedSteadyProbe => ({
  name: 'health',
  look: { how: 'tcp', address: '127.0.0.1:1' },
  everyMs,
  timeoutMs: 1_000,
  during,
});

/** Of a load of 100 s with a fault from 45 s to 65 s. */
function needs(text: string, plan: SyntheticOptions['plan'] = {}, more: Partial<SyntheticOptions> = {}): Needs {
  const made = planOf({ ...blackFriday, objectives: [], ...more, plan: { ...blackFriday.plan, ...plan } });
  const read = parseObjective(text);
  assert.ok('objective' in read, text);
  return needsOf(bindNames(read.objective, knownIn(made)), made);
}

function answers(text: string, plan: SyntheticOptions['plan'], expected: Partial<Needs>, more: Partial<SyntheticOptions> = {}): void {
  const found = needs(text, plan, more);
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof Needs]])), expected, text);
}

describe('what is watched', () => {
  it('needs a source, and says what is one', () => {
    answers('breaker payments stays closed', {}, { provable: true, given: 'opossum' });
    answers(
      'breaker stock trips at most 1',
      {},
      { provable: false, reason: 'there is no breaker stock', remedy: 'name it under `breakers`' },
    );
    const none = { provable: false, reason: 'no alerts are read', remedy: 'say where they are: `alerts: {alertmanager: URL}`' };
    answers('alert Down fires within 1s after payments-slow', {}, none);
    answers('no alert fires', {}, none);
    answers('no alert fires', { alerts }, { provable: true, given: 'alertmanager' });
    answers('probe health holds', {}, { provable: false, reason: 'there is no probe health' });
  });

  it('needs load for as long as it may take, from where it counts', () => {
    answers('breaker payments opens within 55s after payments-slow', {}, { provable: true, given: 'opossum, and 55 s' });
    answers('breaker payments opens within 56s after payments-slow', {}, { provable: false, remedy: 'make recovery last 11 s' });
    answers('breaker payments closes within 35s after payments-slow', {}, { provable: true });
    answers('breaker payments closes within 36s after payments-slow', {}, { provable: false, reason: 'only 35 s of load are left then' });
    answers('alert Down fires within 55s after payments-slow', { alerts }, { provable: true, given: 'alertmanager, and 55 s' });
    answers('alert Down fires within 56s after payments-slow', { alerts }, { provable: false });
    answers('alert Down clears within 36s after payments-slow', { alerts }, { provable: false });
    answers('alert Down clears within 35s', { alerts }, { provable: true });
    answers('detects within 56s', { alerts }, { provable: false });
  });

  it('needs it after each fault, where none is named', () => {
    const two = { faults: [latencyFault('one', 30_000, 5_000), latencyFault('two', 80_000, 5_000)] };
    answers('detects within 20s', { alerts }, { provable: true, given: 'alertmanager, and 20 s' }, two);
    answers('detects within 21s', { alerts }, { provable: false }, two);
    assert.match(needs('detects within 20s', { alerts }, two).needs, /20 s of load after each fault begins$/);
    assert.match(needs('detects within 20s after one', { alerts }, two).needs, /after one begins$/);
    answers('detects within 21s after one', { alerts }, { provable: true }, two);
    answers('detects within 1s', { alerts }, { provable: false, reason: 'the plan has no fault' }, { faults: [] });
  });

  it('is emulated for detection where no alerts are read, and says so', () => {
    answers('detects within 30s', {}, { provable: true, given: 'emulated from burn rates: no alerts are read, and 55 s' });
  });

  it('needs a probe that is looked at in that time', () => {
    answers('probe health holds during recovery', { probes: [probe(10_000)] }, { provable: true, given: 'about 1, one every 10 s' });
    const rare = {
      provable: false,
      reason: 'that is over within 10 s, and it is looked at every 11 s',
      remedy: 'let it be looked at every 5 s',
    };
    answers('probe health holds during recovery', { probes: [probe(11_000)] }, rare);
    answers('probe health holds', { probes: [probe(5_000)] }, { provable: true, given: 'about 20, one every 5 s' });
    answers('probe health holds', { probes: [probe(5_000, 'peak')] }, { provable: true, given: 'about 13, one every 5 s' });
    answers('probe health holds', { probes: [probe(5_000, 'payments-slow')] }, { provable: true, given: 'about 4, one every 5 s' });
    answers(
      'probe health holds during recovery',
      { probes: [probe(5_000, 'peak')] },
      { provable: false, remedy: 'leave its `during` out' },
    );
  });
});
