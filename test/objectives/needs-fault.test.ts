import assert from 'node:assert/strict';
import { faultNeeds } from '../../src/objectives/needs-fault.ts';
import type { PlannedFaultNeeds } from '../../src/plan/plan.ts';
import { blackFriday } from '../support/black-friday-log.ts';
import { latencyFault, planOf, stage, type SyntheticOptions } from '../support/synthetic-log.ts';

function needsOf(more: Partial<SyntheticOptions> = {}): PlannedFaultNeeds[] {
  return faultNeeds(planOf({ ...blackFriday, objectives: [], ...more }));
}

const recovery = (more: Partial<SyntheticOptions> = {}): PlannedFaultNeeds =>
  needsOf(more).find(({ of }) => of === 'recovery') as PlannedFaultNeeds;

describe('what faults need', () => {
  it('is a baseline, and what it takes to judge the recovery of each route', () => {
    const [baseline, after] = needsOf();
    assert.deepEqual([baseline?.fault, baseline?.provable, baseline?.given], ['payments-slow', true, 'baseline, 20 s']);
    assert.deepEqual([after?.fault, after?.provable, after?.given], ['payments-slow', true, 'for home, product, add-to-cart, checkout']);
  });

  it('names the baseline that is too short, or none', () => {
    const short = needsOf({ plan: { ...blackFriday.plan, baseline: { stage: 'baseline', startMs: 0, endMs: 9_000, gates: false } } })[0];
    assert.deepEqual(
      [short?.provable, short?.given, short?.remedy],
      [false, 'baseline, 9 s', 'name a stage baseline of at least 10 s at 500/s'],
    );
    const [none, after] = needsOf({ plan: { ...blackFriday.plan, baseline: null } });
    assert.deepEqual([none?.provable, none?.given], [false, 'none']);
    assert.match(after?.needs ?? '', /^a baseline of at least 10 s before it, of each route 100 requests/);
    assert.deepEqual([after?.of, after?.provable, after?.given, after?.reason], ['recovery', false, 'for no route', none?.reason]);
  });

  it('names the routes that come too rarely, and what would be enough for the rarest of them', () => {
    // 1.5 s of peak before it are 45 checkouts, and 470 of the pages that nearly everybody sees.
    const rare = recovery({ faults: [latencyFault('payments-slow', 26_500, 20_000)] });
    assert.equal(rare.provable, false);
    assert.equal(rare.given, 'for home, product; not for add-to-cart, checkout');
    assert.match(rare.reason ?? '', /^before it about \d\d of add-to-cart are planned at that load/);
    assert.equal(rare.remedy, 'let payments-slow begin 2 s later');
  });

  it('waits for as long as the objectives allow, else as the breaker brings with it', () => {
    const text = (more: Partial<SyntheticOptions>): string => recovery(more).needs;
    assert.match(
      text({ objectives: ['checkout recovers within 15s after payments-slow', 'recovers within 20s'] }),
      /after it 20 s to recover, and then 268 over at least 5 s$/,
    );
    // The storefront's breaker waits 2 s.
    assert.match(text({}), /after it 3 s to recover, and then 268 over at least 5 s$/);
    assert.match(text({ plan: { ...blackFriday.plan, breakers: [] } }), /after it 268 over at least 5 s$/);
    const slow = blackFriday.plan?.breakers?.map((breaker) => ({ ...breaker, waitMs: 10_000 })) ?? [];
    assert.match(text({ plan: { ...blackFriday.plan, breakers: slow } }), /after it 11 s to recover, and then 268 over at least 21 s$/);
  });

  it('is judged up to the next fault', () => {
    const faults = [latencyFault('one', 40_000, 10_000), latencyFault('two', 54_000, 10_000)];
    const [first] = needsOf({ faults }).filter(({ of }) => of === 'recovery');
    assert.deepEqual([first?.fault, first?.provable], ['one', false]);
    // 268 checkouts at 30/s take 8.9 s; 3 s to recover come before. There are 4 s.
    assert.deepEqual([first?.given, first?.remedy], ['for no route', 'let two begin 8 s later']);
  });

  it('is not to be had from users, nor at the end of the load', () => {
    const closed = recovery({ stages: [{ ...stage('all', 90, 20), users: 5 }], plan: {} });
    assert.deepEqual([closed.provable, closed.given], [false, 'a closed model']);
    const late = recovery({ faults: [latencyFault('late', 95_000, 5_000)] });
    assert.deepEqual([late.provable, late.reason], [false, 'the load ends when it does']);
  });
});
