import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

function analysed(events: readonly Event[], objectives: readonly string[] = [], plan: Partial<Plan> = {}): Analysis {
  const options: SyntheticOptions = {
    stages: [stage('baseline', 20, 50), stage('peak', 30, 50)],
    faults: [latencyFault('slow', 25_000, 5_000)],
    meets: (_, random) => ({ ms: around(20, random) }),
    objectives,
    events,
    plan,
  };
  return analyse(syntheticLog(options));
}

const verdicts = ({ objectives }: Analysis): string[] => objectives.map(({ verdict }) => verdict);

describe('a gate that is switched off', () => {
  const failed: Event = { tMs: 20_400, type: 'gate', ok: false, reason: 'error rate < 1%: 9 %', heeded: false };

  it('stops nothing, and leaves what needs a baseline unjudged', () => {
    const analysis = analysed([failed], ['error rate < 1%', 'recovers within 5s after slow'], { gate: 'off' });
    assert.deepEqual(analysis.gate, { stage: 'baseline', ok: false, heeded: false, reason: 'error rate < 1%: 9 %' });
    assert.deepEqual(verdicts(analysis), ['held', 'inconclusive']);
    assert.match(analysis.objectives[1]?.reason ?? '', /the baseline failed and is no reference: error rate < 1%: 9 %/);
    assert.equal(analysis.recovery[0]?.status, 'insufficient-data');
    assert.equal(analysis.stages.length, 2);
    assert.ok(analysis.stages[1] && analysis.stages[1].endMs === 50_000, 'the stage after it is whole');
    assert.ok(analysis.notes.some((note) => /gate was off/.test(note)));
  });

  it('changes nothing where the baseline held', () => {
    const held: Event = { tMs: 20_400, type: 'gate', ok: true, reason: 'fine', heeded: false };
    const analysis = analysed([held], ['recovers within 5s after slow'], { gate: 'off' });
    assert.deepEqual([analysis.gate.ok, analysis.gate.heeded], [true, false]);
    assert.deepEqual(verdicts(analysis), ['held']);
  });

  it('is the environment that was not fit where it is on', () => {
    const analysis = analysed([{ tMs: 20_400, type: 'gate', ok: false, reason: 'error rate < 1%: 9 %' }]);
    assert.deepEqual([analysis.exitCode, analysis.gate.heeded], [4, true]);
    assert.match(analysis.reason, /not fit before any fault: error rate < 1%: 9 %/);
  });
});

describe('a baseline under 10 s', () => {
  const judged = (plan: Partial<Plan>, baselineS: number): Analysis =>
    analyse(
      syntheticLog({
        stages: [stage('baseline', baselineS, 200), stage('peak', 30, 200)],
        faults: [latencyFault('slow', (baselineS + 1) * 1_000, 5_000)],
        meets: ({ tMs }, random) => ({
          ms: around(20, random),
          ...(Math.abs(tMs - (baselineS + 3) * 1_000) < 1_000 ? { outcome: 'timeout' } : {}),
        }),
        objectives: ['recovers within 5s after slow'],
        plan,
      }),
    );
  const recovery = (analysis: Analysis): unknown[] => [
    analysis.recovery[0]?.status,
    analysis.recovery[0]?.perRoute.map(({ reason }) => reason),
    ...verdicts(analysis),
  ];

  it('is no reference, however many requests it had', () => {
    const nine = judged({ baseline: { stage: 'baseline', startMs: 0, endMs: 9_900, gates: false } }, 9.9);
    const why = 'the baseline (baseline) lasted 9.9 s: it takes one of 10 s before the fault to be the reference of anything';
    assert.deepEqual(recovery(nine), ['insufficient-data', [why], 'inconclusive']);
    const none = judged({ baseline: null }, 20);
    assert.match(none.recovery[0]?.reason ?? '', /^there was no baseline: it takes one of 10 s/);
    const ten = judged({ baseline: { stage: 'baseline', startMs: 0, endMs: 10_000, gates: true } }, 10);
    assert.deepEqual(recovery(ten), ['recovered-before-clear', ['good again 2 s before the fault was removed'], 'held']);
  });
});
