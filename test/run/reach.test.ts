import assert from 'node:assert/strict';
import { ChaosError } from '../../src/errors.ts';
import { checkReach, peakRequestsPerSecond } from '../../src/run/reach.ts';
import { closed, planOf, whole } from '../support/plans.ts';

describe('reach', () => {
  it('is the steepest moment, each journey with all its steps', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': whole } });
    // Nine of ten visitors ask once, one asks twice; the peak is 500/s.
    assert.equal(Math.round(peakRequestsPerSecond(plan.load) ?? 0), 550);
  });

  it('counts the end of a ramp', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': whole.replace('rate: 5x', 'rate: {ramp: [1x, 20x]}') } });
    assert.equal(Math.round(peakRequestsPerSecond(plan.load) ?? 0), 2_200);
  });

  it('counts a peak between the ends of a stage', async () => {
    const spike = 'rate: {spike: {peak: 30x, at: 10s, hold: 1s}}';
    const { plan } = await planOf({ files: { 'my.yaml': whole.replace('rate: 5x', spike) } });
    assert.equal(Math.round(peakRequestsPerSecond(plan.load) ?? 0), 3_300);
  });

  it('knows no rate of users, and refuses none of them', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': closed } });
    assert.equal(peakRequestsPerSecond(plan.load), null);
    checkReach(plan, 0.1);
  });

  it('refuses only what is out of reach, naming both figures', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': whole } });
    checkReach(plan, peakRequestsPerSecond(plan.load) ?? 0);
    assert.throws(
      () => checkReach(plan, 400.7),
      (error) =>
        error instanceof ChaosError && error.code === 'RATE_OUT_OF_REACH' && /550\/s.*400\/s; nothing was sent/.test(error.message),
    );
  });
});
