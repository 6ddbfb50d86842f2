import assert from 'node:assert/strict';
import { judgeDegrades, judgeRecovers } from '../../src/objectives/judge-recovery.ts';
import type { Measures, RecoveryFacts } from '../../src/objectives/measures.ts';
import type { Objective } from '../../src/objectives/objective.ts';

const facts: RecoveryFacts = {
  scope: 'home',
  status: 'insufficient-data',
  recoveryMs: null,
  censoredAtMs: null,
  uncertaintyMs: null,
  degradedForMs: null,
  reason: 'too few',
};
const recovers = { kind: 'recovers', text: '', of: null, withinMs: 2_000, after: 'f' } satisfies Objective;
const of = (change: Partial<RecoveryFacts>) => ({ faults: ['f'], recovery: () => ({ ...facts, ...change }) }) as unknown as Measures;

describe('recovery that there is too little data of', () => {
  it('is inconclusive', () => assert.equal(judgeRecovers(recovers, of({})).verdict, 'inconclusive'));

  it('is breached where it was surely bad until after the bound', () => {
    const late = judgeRecovers(recovers, of({ censoredAtMs: 2_300, uncertaintyMs: 200 }));
    assert.deepEqual([late.verdict, late.actual, late.reason], ['breached', '> 2.3 s', 'too few']);
    assert.equal(judgeRecovers(recovers, of({ censoredAtMs: 2_100, uncertaintyMs: 200 })).verdict, 'inconclusive');
    assert.equal(judgeRecovers(recovers, of({ censoredAtMs: 2_001 })).verdict, 'breached');
  });

  it('says nothing of how long it was bad', () => {
    const degrades = { kind: 'degrades', text: '', of: null, forAtMostMs: 2_000, after: 'f' } satisfies Objective;
    assert.equal(judgeDegrades(degrades, of({ censoredAtMs: 9_000 })).verdict, 'inconclusive');
  });
});
