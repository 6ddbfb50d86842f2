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
