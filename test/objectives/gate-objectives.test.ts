import assert from 'node:assert/strict';
import { objectivesDuring } from '../../src/objectives/gate-objectives.ts';
import { latencyFault, planOf, stage } from '../support/synthetic-log.ts';

describe('objectives that a baseline is held to', () => {
  it('are those during its stage, and none during another time', () => {
    const own = ['error rate < 1% during baseline', 'p99 < 1s over any 5s during baseline', 'no alert fires during baseline'];
    const others = [
      'error rate < 1%',
      'error rate < 2% during peak',
      'breaker pay stays closed during peak',
      'no alert fires during slow',
      'breaker pay opens within 5s after slow',
      'checkout recovers within 5s after slow',
      // A fault that is named like the stage.
      'error rate < 3% after baseline',
    ];
    const plan = planOf({
      stages: [stage('baseline', 20, 100), stage('peak', 20, 100)],
      faults: [latencyFault('slow', 25_000, 5_000), latencyFault('baseline', 31_000, 1_000)],
      objectives: [...others, ...own],
    });
    assert.deepEqual(
      objectivesDuring('baseline', plan).map(({ text }) => text),
      own,
    );
  });
});
