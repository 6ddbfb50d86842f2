/** The gate in a run: what is judged of the baseline, and what follows from it. The load is a log that is told again. */
import assert from 'node:assert/strict';
import type { Event, EventBody } from '../../src/events/event.ts';
import type { EventLog } from '../../src/events/write-log.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { systemClock } from '../../src/run/clock.ts';
import type { LoadEngine } from '../../src/run/load/contract.ts';
import { createStopper } from '../../src/run/stop.ts';
import { startLoad } from '../../src/run/under-load.ts';
import { around, planOf, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

function told(failedShare: number, plan: Partial<Plan> = {}) {
  const options: SyntheticOptions = {
    stages: [stage('baseline', 12, 50), stage('peak', 3, 50)],
    meets: (_, random) => (random() < failedShare ? { outcome: 'httpError', ms: 5 } : { ms: around(20, random) }),
    objectives: ['error rate < 1% during baseline'],
    plan,
  };
  const listeners: ((event: Event) => void)[] = [];
  const emitted: EventBody[] = [];
  const log: EventLog = {
    emit: (body, tMs = 0) => {
      emitted.push(body);
      for (const listener of listeners) listener({ ...body, tMs });
    },
    setOrigin: () => {},
    toRunMs: (ms) => ms,
    subscribe: (listener) => {
      listeners.push(listener);
      return () => {};
    },
    close: async () => {},
    closeSync: () => {},
    failure: null,
  };
  const load = { ended: Promise.resolve(), stop: async () => {}, inFlight: () => 0, hold: () => {}, release: () => {}, shiftMs: () => 0 };
  const engine = { start: () => load } as unknown as LoadEngine;
  const stopper = createStopper();
  const run = startLoad({ plan: planOf(options), clock: systemClock, log, engine, injector: null, stopper });
  run.faults.stop();
  for (const { tMs, ...body } of syntheticLog(options).slice(1)) log.emit(body as EventBody, tMs);
  return { stopped: stopper.reason, gates: emitted.filter(({ type }) => type === 'gate') };
}

describe('gate of a run', () => {
  it('stops it once, with the first number that fails', () => {
    const { stopped, gates } = told(0.2);
    assert.equal(gates.length, 1);
    assert.match(JSON.stringify(gates[0]), /"ok":false,"reason":"error rate < 1% during baseline: \d+\.\d %, n 450, wanted < 1 %"\}$/);
    assert.equal(stopped?.why, 'gate');
    assert.match(stopped.detail, /^error rate < 1% during baseline: /);
  });

  it('is told, and stops nothing, where it is switched off', () => {
    const { stopped, gates } = told(0.2, { gate: 'off' });
    assert.equal(gates.length, 1);
    assert.match(JSON.stringify(gates[0]), /"ok":false,.*"heeded":false\}$/);
    assert.equal(stopped, undefined);
  });

  it('lets a run go on whose baseline holds, whether it is on or off', () => {
    for (const plan of [{}, { gate: 'off' } as const]) {
      const { stopped, gates } = told(0, plan);
      assert.match(JSON.stringify(gates), /"ok":true/);
      assert.equal(stopped, undefined);
    }
  });
});
