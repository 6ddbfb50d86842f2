import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import type { PlannedSteadyProbe } from '../../src/plan/plan.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

const probes: readonly PlannedSteadyProbe[] = [
  { name: 'db', look: { how: 'tcp', address: '127.0.0.1:5432' }, everyMs: 1_000, timeoutMs: 1_000, during: null },
];
function analysed(events: readonly Event[], objectives: readonly string[] = []): Analysis {
  const options: SyntheticOptions = {
    stages: [stage('baseline', 20, 50), stage('peak', 30, 50)],
    faults: [latencyFault('slow', 25_000, 5_000)],
    meets: (_, random) => ({ ms: around(20, random) }),
    objectives,
    events,
    plan: { probes },
  };
  return analyse(syntheticLog(options));
}

const verdicts = ({ objectives }: Analysis): string[] => objectives.map(({ verdict }) => verdict);

describe('probes of a run', () => {
  const look = (tMs: number, ok: boolean, alikeAtMs: number[] = []): Event => ({
    tMs,
    type: 'probe',
    probe: 'db',
    ok,
    ms: 1,
    detail: ok ? 'connected' : 'ECONNREFUSED',
    ...(alikeAtMs.length > 0 ? { alikeAtMs } : {}),
  });
  const some = [look(-500, true), look(26_000, false, [10_000, 20_000]), look(30_000, true, [27_000, 28_000]), look(49_000, true)];

  it('are summed up over every look, those included that were told together', () => {
    assert.deepEqual(analysed(some).probes, [
      {
        name: 'db',
        what: 'connect to 127.0.0.1:5432',
        looks: 8,
        outsideLoad: 1,
        failed: 3,
        firstFailureMs: 26_000,
        longestFailureMs: 4_000,
        holdsAtEnd: true,
        lastDetail: 'connected',
      },
    ]);
    assert.deepEqual(analysed([look(45_000, false)]).probes[0]?.longestFailureMs, 0);
    assert.deepEqual([analysed([]).probes[0]?.looks, analysed([]).probes[0]?.holdsAtEnd], [0, null]);
  });

  it('are what objectives on them are judged by', () => {
    const objectives = ['probe db holds during baseline', 'probe db holds during peak', 'probe db holds during slow'];
    assert.deepEqual(verdicts(analysed(some, objectives)), ['held', 'breached', 'breached']);
    assert.deepEqual(verdicts(analysed([], objectives)), ['inconclusive', 'inconclusive', 'inconclusive']);
  });

  it('stand in what happened where their outcome changed', () => {
    const lines = analysed(some).timeline.filter(({ kind }) => kind === 'probe');
    assert.deepEqual(
      lines.map(({ tMs, text }) => [tMs, text]),
      [
        [26_000, 'probe db does not hold: ECONNREFUSED'],
        [30_000, 'probe db holds again'],
      ],
    );
  });
});
