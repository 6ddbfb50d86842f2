import assert from 'node:assert/strict';
import { judgedAs as is } from '../support/judged.ts';
import { tallyOf } from '../support/measures.ts';

describe('judging error budgets', () => {
  const text = 'error budget of 99.9% spent at most 20% of checkout during peak';
  const requests = (ok: number, failed: number) => ({ tally: () => tallyOf(ok, failed) });

  it('is what failed, of what the objective leaves to so many requests', () => {
    // 0.1 % of 20 000 are 20, of which a fifth are 4.
    assert.equal(is('held', text, requests(19_996, 4)).actual, '20 % spent (4 of 20000 failed)');
    is('breached', text, requests(19_995, 5));
    is('breached', 'error budget of 99% spent at most 100%', requests(980, 20));
    is('held', 'error budget of 99% spent at most 100%', requests(990, 10));
  });

  it('leaves out what was cancelled, and counts what was dropped', () => {
    const tally = tallyOf(19_996, 0);
    tally.intended = 30_000;
    tally.outcomes.cancelled = 10_000;
    tally.outcomes.dropped = 4;
    is('held', text, { tally: () => tally });
  });

  it('takes as many requests as let a single failure be within it', () => {
    assert.match(is('inconclusive', text, requests(4_999, 0)).reason ?? '', /fewer than 5000/);
    is('held', text, requests(5_000, 0));
    // Fewer show that it is overspent all the same.
    is('breached', text, requests(100, 1));
    is('inconclusive', text, requests(0, 0));
    // Where nothing may be spent, of one whole failure: 1000.
    const nothing = 'error budget of 99.9% spent at most 0%';
    is('held', nothing, requests(1_000, 0));
    is('inconclusive', nothing, requests(999, 0));
    is('breached', nothing, requests(9_999, 1));
    is('breached', text, requests(0, 1));
  });

  it('holds nothing that was cut short, nor anything of a closed model', () => {
    is('inconclusive', text, { tally: () => tallyOf(19_999, 1, 5, { cut: 'the run was aborted' }) });
    is('breached', text, { tally: () => tallyOf(19_900, 100, 5, { cut: 'the run was aborted' }) });
    assert.match(is('inconclusive', text, { ...requests(19_999, 1), openLoad: false }).reason ?? '', /closed model/);
    is('inconclusive', text, { tally: () => ({ missing: 'never began' }) });
  });
});
