import assert from 'node:assert/strict';
import type { Event } from '../../src/events/event.ts';
import { createAbortWatch } from '../../src/objectives/abort.ts';
import { around, journey, planOf, stage, syntheticLog, type Met, type SyntheticOptions } from '../support/synthetic-log.ts';

const outage =
  (fromMs: number, ms = 5, route?: string): SyntheticOptions['meets'] =>
  (request, random): Met =>
    request.tMs >= fromMs && (route === undefined || request.route === route)
      ? { outcome: 'connectError', ms, cause: 'ECONNREFUSED' }
      : { ms: around(20, random) };

interface Setup extends Partial<SyntheticOptions> {
  readonly rule: string;
}

function firstHit({ rule, ...more }: Setup): { tMs: number; reason: string } | null {
  const options: SyntheticOptions = { stages: [stage('load', 60, 100)], meets: outage(20_000), abort: [rule], ...more };
  const plan = planOf(options);
  const watch = createAbortWatch(plan.abort, plan.load.journeys);
  for (const event of syntheticLog(options)) {
    const hit = watch(event);
    if (hit) {
      assert.equal(hit.rule, rule);
      return { tMs: event.tMs, reason: hit.reason };
    }
  }
  return null;
}

describe('abort watch', () => {
  it('acts within 1 s of the condition having held', () => {
    // All fail from 20 s on: 95 % of the last 10 s have failed 9.5 s later.
    const hit = firstHit({ rule: 'error rate > 95% for 10s' });
    assert.ok(hit && hit.tMs >= 29_500 && hit.tMs <= 30_500, JSON.stringify(hit));
    assert.match(hit.reason, /over the last 10s \(\d+ requests\), the rule says > 95 %/);
  });

  it('counts a failure when it is known, not when it was meant', () => {
    const hit = firstHit({ rule: 'error rate > 95% for 10s', meets: outage(20_000, 5_000) });
    assert.ok(hit && hit.tMs >= 29_500 && hit.tMs <= 35_500, JSON.stringify(hit));
  });

  it('does not act on a shorter disturbance, nor before the window is full', () => {
    assert.equal(
      firstHit({
        rule: 'error rate > 95% for 10s',
        meets: (request, random) =>
          request.tMs > 20_000 && request.tMs < 28_000 ? { outcome: 'reset', ms: 3 } : { ms: around(20, random) },
      }),
      null,
    );
    const fromTheStart = firstHit({ rule: 'error rate > 95% for 10s', meets: outage(0) });
    assert.ok(fromTheStart && fromTheStart.tMs >= 10_000 && fromTheStart.tMs <= 11_000);
  });

  it('judges percentiles of the ok ones', () => {
    const hit = firstHit({ rule: 'p95 > 1s for 5s', meets: ({ tMs }) => ({ ms: tMs > 20_000 ? 2_000 : 20 }) });
    assert.ok(hit && hit.tMs >= 22_000 && hit.tMs <= 28_000, JSON.stringify(hit));
    assert.equal(firstHit({ rule: 'p95 > 1s for 5s', meets: outage(20_000, 2_000) }), null);
  });

  it('keeps to its route, or to the routes of its journey', () => {
    const journeys = [journey('browse', 1, [{ route: 'home' }]), journey('buy', 1, [{ route: 'checkout' }])];
    const meets = outage(20_000, 5, 'checkout');
    assert.equal(firstHit({ rule: 'error rate > 95% for 10s', journeys, meets }), null);
    assert.equal(firstHit({ rule: 'error rate of home > 95% for 10s', journeys, meets }), null);
    assert.ok(firstHit({ rule: 'error rate of checkout > 95% for 10s', journeys, meets }));
    assert.ok(firstHit({ rule: 'error rate of buy > 95% for 10s', journeys, meets }));
  });

  it('takes a handful of requests for no state', () => {
    assert.equal(firstHit({ rule: 'error rate > 95% for 5s', stages: [stage('load', 60, 1)], meets: outage(0) }), null);
  });

  it('watches throughput', () => {
    const hit = firstHit({ rule: 'goodput < 20/s for 5s' });
    assert.ok(hit && hit.tMs > 23_000 && hit.tMs < 26_000, JSON.stringify(hit));
  });

  it('looks at nothing but load', () => {
    const watch = createAbortWatch(planOf({ stages: [stage('load', 1, 1)], abort: ['error rate > 1% for 1s'] }).abort);
    const note: Event = { tMs: 5_000, type: 'note', text: 'hello' };
    assert.equal(watch(note), null);
  });
});
