import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import { onInferred } from '../../src/objectives/judge-inferred.ts';
import type { BreakerFacts, Judgement } from '../../src/objectives/measures.ts';
import { guardedRun, type RunOptions } from '../support/guarded-run.ts';
import type { SystemOptions } from '../support/guarded-system.ts';
import { neverOpened } from '../support/measures.ts';

const breaker = { breaker: { resetMs: 2_000 } };

function judged(objective: string, options: Partial<SystemOptions>, run: RunOptions = {}) {
  const [found] = analyse(guardedRun(200, options, { ...run, objectives: [objective] }).events).objectives;
  return found!;
}

describe('objectives on a breaker that is inferred', () => {
  it('say what they rest on', () => {
    const held = judged('breaker payments opens within 3s after f', breaker);
    assert.equal(held.verdict, 'held');
    assert.match(held.actual ?? '', / s to .* s \(B upstream silent\)$/);
    assert.match(judged('breaker payments stays closed during f', breaker).actual ?? '', /^opened at .*\(B upstream silent\)/);
    assert.equal(judged('breaker payments closes within 3s after f', breaker).verdict, 'held');
  });

  it('hold that nothing opened only where it would have been seen', () => {
    assert.equal(judged('breaker payments stays closed during f', {}).verdict, 'held');
    assert.match(judged('breaker payments stays closed during f', {}).actual ?? '', /^closed \(B upstream not silent\)$/);
    assert.equal(judged('breaker payments opens within 3s after f', {}).verdict, 'breached');
    const before = judged('breaker payments stays closed', {});
    assert.deepEqual([before.verdict, before.actual], ['inconclusive', null]);
    assert.match(before.reason ?? '', /only from the first fault on its link on/);
    assert.equal(judged('breaker payments stays closed during f', { trouble: 'down' }).verdict, 'inconclusive');
  });

  it('leave open what was declined, with every reason', () => {
    const { verdict, reason } = judged('breaker payments stays closed during f', { trouble: 'refused' }, { blind: true });
    assert.equal(verdict, 'inconclusive');
    assert.match(reason ?? '', /could not be inferred: .*not looked at.*hidden from clients.*fast from the beginning/);
  });

  it('never hold a number of trips: one may have been too short', () => {
    assert.equal(judged('breaker payments trips at most 5 during f', breaker).verdict, 'inconclusive');
    assert.equal(judged('breaker payments trips at most 1 during f', breaker).verdict, 'breached');
    assert.equal(judged('breaker payments trips at most 0 during f', {}).verdict, 'inconclusive');
  });

  it('tell nothing of a share of the instances where they are not told apart', () => {
    const held: Judgement = { verdict: 'held', actual: '1 of 2 instances', wanted: 'opens', reason: null };
    const asked = (facts: Partial<BreakerFacts>, onShare?: number): Judgement => onInferred(held, { ...neverOpened, ...facts }, onShare);
    const [apart, together] = [{ inferred: 'C signed answers' }, { inferred: 'C signed answers', anyInstance: true }];
    assert.deepEqual(asked(together, 0.5), {
      verdict: 'inconclusive',
      actual: '1 of 2 instances (C signed answers)',
      wanted: 'opens',
      reason: 'inferred (C signed answers), which does not tell instances apart',
    });
    for (const { verdict, actual } of [asked(together), asked(apart, 0.5), asked({ ...apart, anyInstance: false }, 0.5)])
      assert.deepEqual([verdict, actual], ['held', '1 of 2 instances (C signed answers)']);
    assert.equal(asked({}, 0.5), held, 'its own source spoke');
  });
});
