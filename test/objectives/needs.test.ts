import assert from 'node:assert/strict';
import { needsOf } from '../../src/objectives/needs.ts';
import type { Needs } from '../../src/objectives/provability.ts';
import { bindNames, knownIn } from '../../src/objectives/names.ts';
import { parseObjective } from '../../src/objectives/parse.ts';
import { blackFriday } from '../support/black-friday-log.ts';
import { latencyFault, planOf, stage, type SyntheticOptions } from '../support/synthetic-log.ts';

function needs(text: string, more: Partial<SyntheticOptions> = {}): Needs {
  const plan = planOf({ ...blackFriday, objectives: [], ...more });
  const parsed = parseObjective(text);
  assert.ok('objective' in parsed);
  return needsOf(bindNames(parsed.objective, knownIn(plan)), plan);
}

function isProvable(text: string, more: Partial<SyntheticOptions> = {}): void {
  const { provable, reason } = needs(text, more);
  assert.deepEqual({ provable, reason }, { provable: true, reason: null });
}

function isNot(reason: RegExp, text: string, more: Partial<SyntheticOptions> = {}): void {
  const found = needs(text, more);
  assert.equal(found.provable, false, found.needs);
  assert.match(found.reason ?? '', reason);
}

const slowFor = (atMs: number, forMs: number): Partial<SyntheticOptions> => ({ faults: [latencyFault('payments-slow', atMs, forMs)] });

describe('what objectives need', () => {
  it('finds the whole black friday provable', () => {
    for (const text of blackFriday.objectives ?? []) isProvable(text);
  });

  it('counts the requests a percentile or a share needs', () => {
    assert.match(needs('p99 of checkout < 1s during recovery').needs, /^100 requests of checkout during recovery; about 60 are planned$/);
    isNot(/about 60 requests are planned, it takes 100/, 'p99 of checkout < 1s during recovery');
    isProvable('p95 of checkout < 1s during recovery');
    isNot(/it takes 10000/, 'error rate < 0.01% during baseline');
  });

  it('counts the steps of a journey, and the baseline without its warm-up', () => {
    assert.match(needs('p95 of buy < 1s during recovery').needs, /about 120 are planned/);
    assert.match(needs('error rate < 1% during baseline').needs, /about 3400 are planned/);
  });

  it('needs load after the fault for a breaker', () => {
    isNot(/only 2 s of load are left/, 'breaker payments opens within 5s after payments-slow', slowFor(98_000, 1_000));
  });

  it('needs a reference at the same load, and a watch after the fault, for recovery', () => {
    const text = 'checkout recovers within 15s after payments-slow';
    assert.match(
      needs(text).needs,
      /^100 requests of checkout in fault-free time at 500\/s before payments-slow, and 268 after it, good for at least 5 s; about 8\d\d in 35 s are planned$/,
    );
    // Two seconds of peak are 60 checkouts.
    isNot(/before it about \d\d are planned at that load/, text, slowFor(27_000, 20_000));
    isNot(/after it about \d+ in .* are planned/, text, { ...slowFor(70_000, 28_000) });
    isNot(/the load ends when payments-slow does/, text, slowFor(70_000, 30_000));
    isNot(/after it about 12 in 10 s/, text, { stages: [stage('baseline', 90, 20), stage('watch', 20, 20)], ...slowFor(90_000, 10_000) });
  });

  it('lets a breaker that waits longer ask for a longer watch', () => {
    const breakers = blackFriday.plan?.breakers?.map((breaker) => Object.assign({}, breaker, { waitMs: 30_000 })) ?? [];
    isNot(/it takes|are planned/, 'checkout recovers within 15s after payments-slow', { plan: { ...blackFriday.plan, breakers } });
  });

  it('needs a ledger for orders', () => {
    isProvable('no acknowledged order is lost');
    isNot(/no `reconcile`/, 'no acknowledged order is lost', { plan: {} });
  });
});
