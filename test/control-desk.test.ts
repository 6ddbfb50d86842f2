import assert from 'node:assert/strict';
import { controlAttempt, withoutFaults } from '../src/control-desk.ts';
import { planOf, whole } from './support/plans.ts';

const text = whole.replace(
  '  - checkout recovers within 15s after payments-slow',
  [
    'checkout recovers within 15s after payments-slow',
    'error rate < 50% during payments-slow',
    'error rate < 5% after payments-slow',
    'breaker payments opens within 5s after payments-slow',
    'p99 < 1s during peak',
  ]
    .map((line) => `  - ${line}`)
    .join('\n'),
);

describe('a control', () => {
  it('is the plan without its faults and what is asked of them; all else stays', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': text } });
    const control = withoutFaults(plan);
    assert.deepEqual(
      control.objectives.map(({ objective }) => objective.text),
      ['error rate < 1%', 'p99 < 1s during peak'],
    );
    assert.deepEqual([control.faults, control.abort.length], [[], 1]);
    assert.notEqual(control.hash, plan.hash);
    for (const key of ['load', 'links', 'breakers', 'target', 'baseline', 'reconcile'] as const) assert.equal(control[key], plan[key]);
  });

  it('is marked as one, in its log and in its folder', async () => {
    const made = await planOf({ files: { 'my.yaml': text } });
    const { mark, made: control } = controlAttempt(made, 'group');
    assert.deepEqual(mark, { group: 'group', role: 'control', number: 1, of: 1 });
    assert.match(control.scenarioText, /^# This was a control/);
  });
});
