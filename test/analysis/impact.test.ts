import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { journey, stage, syntheticLog, type SyntheticOptions } from '../support/synthetic-log.ts';

const business = { revenuePerHour: 3_600_000, currency: 'EUR' };
const journeys = [journey('browse', 1, [{ route: 'home' }]), journey('buy', 1, [{ route: 'checkout', acknowledge: '$.id' }])];

function impactOf(more: Partial<SyntheticOptions> = {}): Analysis['impact'] {
  const meets: SyntheticOptions['meets'] = ({ route, tMs }) =>
    route === 'checkout' && tMs >= 10_000 && tMs < 16_000 ? { outcome: 'httpError', ms: 5 } : { ms: 5 };
  return analyse(syntheticLog({ stages: [stage('load', 30, 100)], journeys, meets, plan: { business }, ...more })).impact;
}

describe('business impact', () => {
  it('is silent about money where the user is, says why, and tells the rest', () => {
    const { revenueLost, currency, revenueReason, ...rest } = impactOf({ plan: {} });
    assert.deepEqual([revenueLost, currency], [null, null]);
    assert.match(revenueReason ?? '', /what an hour is worth \(business/);
    const priced = impactOf();
    assert.equal(priced.revenueReason, null);
    assert.deepEqual([rest.failedCheckouts, rest.counts, rest.budget], [priced.failedCheckouts, 'checkouts', priced.budget]);
    assert.equal(rest.assumption, 'a budget is spent in proportion to the share of checkout that failed in each second');
  });

  it('counts the checkouts that failed, and loses revenue for the time they did', () => {
    const impact = impactOf();
    assert.ok(Math.abs(impact.failedCheckouts - 300) < 40, `${impact.failedCheckouts}`);
    // 1000 a second, for six seconds in which every checkout failed.
    assert.ok(Math.abs((impact.revenueLost ?? 0) - 6_000) < 1);
    assert.equal(impact.currency, 'EUR');
    assert.match(impact.assumption, /3,600,000 EUR an hour.*share of checkout that failed/);
  });

  it('does not count other requests, unless nothing is acknowledged', () => {
    const meets: SyntheticOptions['meets'] = ({ route }) => (route === 'home' ? { outcome: 'httpError', ms: 5 } : { ms: 5 });
    assert.equal(impactOf({ meets }).failedCheckouts, 0);
    const plain = impactOf({ meets: () => ({ outcome: 'httpError', ms: 5 }), journeys: [journey('browse', 1, [{ route: 'home' }])] });
    assert.deepEqual([plain.failedCheckouts, plain.counts], [3_000, 'requests']);
    assert.equal(Math.round(plain.revenueLost ?? 0), 30_000);
  });

  it('puts it against what a month allows', () => {
    assert.equal(
      impactOf().budget,
      'full failure: 0.1 min; a month at 99.7 %: 0.077 % of 129.6 min; a month at 99.9 %: 0.23 % of 43.2 min; a month at 99.99 %: 2.31 % of 4.3 min',
    );
  });
});
