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
const degrades = { kind: 'degrades', text: '', of: null, forAtMostMs: 2_000, after: 'f' } satisfies Objective;
/** The worst affected first. */
const of = (...all: Partial<RecoveryFacts>[]) =>
  ({ faults: ['f'], recovery: () => all.map((change) => ({ ...facts, ...change })) }) as unknown as Measures;

describe('recovery that there is too little data of', () => {
  it('is inconclusive', () => assert.equal(judgeRecovers(recovers, of({})).verdict, 'inconclusive'));

  it('is breached where it was surely bad until after the bound', () => {
    const late = judgeRecovers(recovers, of({ censoredAtMs: 2_300, uncertaintyMs: 200 }));
    assert.deepEqual([late.verdict, late.actual, late.reason], ['breached', '> 2.3 s', 'too few']);
    assert.equal(judgeRecovers(recovers, of({ censoredAtMs: 2_100, uncertaintyMs: 200 })).verdict, 'inconclusive');
    assert.equal(judgeRecovers(recovers, of({ censoredAtMs: 2_001 })).verdict, 'breached');
  });

  it('says how long it was bad only where that is known', () => {
    assert.equal(judgeDegrades(degrades, of({ censoredAtMs: 9_000 })).verdict, 'inconclusive');
    const late = judgeDegrades(degrades, of({ degradedForMs: 2_300, uncertaintyMs: 200 }));
    assert.deepEqual([late.verdict, late.actual, late.reason], ['breached', '> 2.3 s', 'too few']);
    assert.equal(judgeDegrades(degrades, of({ degradedForMs: 2_200, uncertaintyMs: 200 })).verdict, 'inconclusive');
    assert.equal(judgeDegrades(degrades, of({ degradedForMs: 2_001 })).verdict, 'breached');
  });
});

describe('recovery of several routes', () => {
  const well = { status: 'recovered', recoveryMs: 500, degradedForMs: 1_500, uncertaintyMs: 100 } as const;

  it('is judged of each, and the worst judgement counts', () => {
    const censored = { status: 'censored', censoredAtMs: 1_500 } as const;
    const relapsed = { status: 'relapsed', scope: 'checkout', censoredAtMs: 1_500 } as const;
    assert.equal(judgeRecovers(recovers, of(censored, well)).verdict, 'inconclusive');
    const { verdict, actual } = judgeRecovers(recovers, of(censored, relapsed));
    assert.deepEqual([verdict, actual], ['breached', 'relapsed, checkout']);
  });

  it('was bad for as long as the one that was so for longest', () => {
    const [short, long] = [
      { ...well, recoveryMs: 1_000 },
      { ...well, status: 'recovered-before-clear', recoveryMs: null, scope: 'checkout', degradedForMs: 20_000 } as const,
    ];
    for (const first of [short, { ...short, degradedForMs: 3_000 }]) {
      const { verdict, actual } = judgeDegrades(degrades, of(first, long));
      assert.deepEqual([verdict, actual], ['breached', '20 s ±100 ms, checkout']);
    }
  });

  it('is not kept open by one that there is too little data of, unless that is the worst affected or breaches all the same', () => {
    const rare = { scope: 'rare' } as const;
    assert.equal(judgeRecovers(recovers, of(well, rare)).verdict, 'held');
    assert.equal(judgeRecovers(recovers, of(rare, well)).verdict, 'inconclusive');
    const { verdict, actual } = judgeRecovers(recovers, of(well, { ...rare, censoredAtMs: 14_000 }));
    assert.deepEqual([verdict, actual], ['breached', '> 14 s, rare']);
    assert.equal(judgeDegrades(degrades, of(well, rare)).verdict, 'held');
    assert.equal(judgeDegrades(degrades, of(well, { ...rare, degradedForMs: 14_000 })).verdict, 'breached');
  });
});
