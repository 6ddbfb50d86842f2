import assert from 'node:assert/strict';
import type { Event } from '../../src/events/event.ts';
import { bucketOf } from '../../src/events/histogram.ts';
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

  it('acts on a system that hangs, once the first of what it swallowed have timed out', () => {
    // Nothing ends from 20 s on, until after 5 s the timeouts do.
    const hit = firstHit({
      rule: 'error rate > 95% for 2s',
      meets: ({ tMs }) => (tMs > 20_000 ? { outcome: 'timeout', ms: 5_000 } : { ms: 20 }),
    });
    assert.ok(hit && hit.tMs >= 25_000 && hit.tMs <= 26_000, JSON.stringify(hit));
    assert.match(hit.reason, /^100 % /);
  });

  it('begins to look at its moment: a time from the start, or from a stage, wherever that is in the end', () => {
    const rule = 'error rate > 50% for 2s';
    const from = (more: string, also: Partial<SyntheticOptions> = {}): number | undefined =>
      firstHit({ rule: `${rule}${more}`, meets: outage(0), stages: [stage('warm', 10, 50), stage('peak', 20, 50)], ...also })?.tMs;
    const within = (tMs: number | undefined, fromMs: number): void => assert.ok(tMs && tMs >= fromMs && tMs <= fromMs + 1_000, String(tMs));
    within(from(''), 2_000);
    within(from(' from 5s'), 7_000);
    within(from(' from peak'), 12_000);
    within(from(' from peak + 4s'), 16_000);
  });

  it('leaves out what was before its moment', () => {
    const bad = (toMs: number): Partial<SyntheticOptions> => ({
      meets: ({ tMs }) => (tMs > 8_000 && tMs < toMs ? { outcome: 'reset', ms: 2 } : { ms: 20 }),
      stages: [stage('warm', 10, 50), stage('peak', 20, 50)],
    });
    assert.ok(firstHit({ rule: 'error rate > 50% for 4s', ...bad(11_500) }));
    assert.equal(firstHit({ rule: 'error rate > 50% for 4s from peak', ...bad(11_500) }), null);
    assert.ok(firstHit({ rule: 'error rate > 50% for 4s from peak', ...bad(13_500) }));
  });

  /** Half-second lines of a load that goes well, and what else happens. */
  function hitAmong(rule: string, happening: readonly Event[]): { tMs: number; reason: string } | null {
    const watch = createAbortWatch(planOf({ stages: [stage('load', 60, 1)], abort: [rule] }).abort);
    const lines = Array.from({ length: 120 }, (_, i): Event => ({ tMs: (i + 1) * 500, type: 'load', bins: [], routes: [], errors: [] }));
    for (const event of [...lines, ...happening].toSorted((a, b) => a.tMs - b.tMs)) {
      const hit = watch(event);
      if (hit) return { tMs: event.tMs, reason: hit.reason };
    }
    return null;
  }

  /** One line each half second, of requests of which so many fail. */
  function hitOver(rule: string, requests: number, failing: (tMs: number) => boolean): number | null {
    const watch = createAbortWatch(planOf({ stages: [stage('load', 60, 1)], abort: [rule] }).abort);
    for (let tMs = 500; tMs <= 30_000; tMs += 500) {
      const fails = failing(tMs);
      const times = [bucketOf(50_000), requests];
      const [okTimes, failedTimes] = fails ? [[], times] : [times, []];
      const outcomes = fails ? { httpError: requests } : { ok: requests };
      const bin = {
        atMs: tMs - 500,
        stage: 0,
        route: 'home',
        intended: requests,
        outcomes,
        degraded: 0,
        shed: 0,
        okTimes,
        failedTimes,
        serviceTimes: [],
      };
      if (watch({ tMs, type: 'load', bins: [], routes: [bin], errors: [] })) return tMs;
    }
    return null;
  }

  it('looks at as many lines as its time is long, and for as long before it acts', () => {
    const only = (tMs: number): boolean => tMs === 10_000;
    // Of the last two seconds a quarter, until the line of 10 s is out.
    assert.equal(hitOver('error rate < 1% for 2s from 9500ms', 10, only), 12_000);
    assert.equal(hitOver('error rate > 24% for 2s from 9s', 10, only), 11_000);
    assert.equal(hitOver('error rate > 24% for 2s from 9500ms', 10, only), 11_500);
    assert.equal(hitOver('error rate > 24% for 2s from 10500ms', 10, only), null);
    assert.equal(hitOver('error rate < 1% for 2s', 10, only), 2_500);
  });

  it('takes ten requests for a share, and as many for a percentile as leave one beyond it', () => {
    const all = (): boolean => true;
    const none = (): boolean => false;
    assert.ok(hitOver('error rate > 50% for 1s', 5, all));
    assert.equal(hitOver('error rate > 50% for 1s', 4, all), null);
    assert.ok(hitOver('p95 > 10ms for 1s', 10, none));
    assert.equal(hitOver('p95 > 10ms for 1s', 9, none), null);
  });

  describe('of a breaker', () => {
    const moves = (tMs: number, to: 'open' | 'half-open' | 'closed', instance = 'a'): Event => ({
      tMs,
      type: 'breaker',
      breaker: 'payments',
      instance,
      from: 'closed',
      to,
      atMs: [tMs - 200, tMs],
      evidence: 'A',
      atLeast: false,
    });
    const source = (tMs: number, answering: boolean, instance = 'a'): Event => ({
      tMs,
      type: 'breaker-source',
      breaker: 'payments',
      instance,
      answering,
      seen: answering,
      detail: '',
    });

    it('acts when it has not been closed for so long, half-open in between included', () => {
      const rule = 'breaker payments is open for 10s';
      const open = [source(-100, true), moves(20_200, 'open'), moves(25_000, 'half-open'), moves(25_400, 'open')];
      const hit = hitAmong(rule, open);
      assert.deepEqual(hit, { tMs: 30_500, reason: 'payments is open for 10.3 s' });
      assert.equal(hitAmong(rule, [...open, moves(29_000, 'closed')]), null);
      assert.equal(hitAmong(rule, []), null);
    });

    it('acts at once where no time is said', () => {
      assert.deepEqual(hitAmong('breaker payments is open', [moves(20_200, 'open')]), { tMs: 20_200, reason: 'payments is open' });
    });

    it('asks as many instances as said, of which silent ones are not known to be open', () => {
      const two = [source(-100, true), source(-100, true, 'b'), moves(20_200, 'open')];
      assert.equal(hitAmong('breaker payments is open for 5s', two)?.reason, 'payments is open on 1 of 2 instances for 5.3 s');
      assert.ok(hitAmong('breaker payments is open on 50% for 5s', two));
      assert.equal(hitAmong('breaker payments is open on all for 5s', two), null);
      assert.equal(hitAmong('breaker payments is open on 51% for 5s', two), null);
      assert.ok(hitAmong('breaker payments is open on all for 5s', [...two, moves(30_000, 'open', 'b')]));
      assert.equal(hitAmong('breaker payments is open for 5s', [...two, source(23_000, false)]), null);
      const back = [...two, source(23_000, false), source(24_200, true)];
      assert.equal(hitAmong('breaker payments is open for 5s', back)?.tMs, 29_500, 'as it was, and since when nobody knows');
    });
  });

  it('acts on a probe that goes on failing, of which only changes are told', () => {
    const probe = (tMs: number, ok: boolean): Event => ({ tMs, type: 'probe', probe: 'health', ok, ms: 3, detail: ok ? '' : 'status 503' });
    const rule = 'probe health fails for 5s';
    assert.deepEqual(hitAmong(rule, [probe(0, true), probe(20_100, false)]), {
      tMs: 25_500,
      reason: 'health fails (status 503) for 5.4 s',
    });
    assert.equal(hitAmong(rule, [probe(20_100, false), probe(25_000, true)]), null);
    assert.deepEqual(hitAmong(`${rule} from 40s`, [probe(20_100, false)])?.tMs, 45_000);
    assert.equal(hitAmong(rule, [{ ...probe(20_100, false), probe: 'other' } as Event]), null);
  });

  it('acts on an alert that fires, unless its owners have silenced it', () => {
    const alert = (tMs: number, name: string, state: 'firing' | 'suppressed' | 'resolved', id = '1'): Event => ({
      tMs,
      type: 'alert',
      alert: name,
      id,
      state,
      atMs: [tMs - 500, tMs],
      labels: {},
    });
    const firing = alert(20_100, 'CheckoutDown', 'firing');
    assert.deepEqual(hitAmong('alert CheckoutDown fires', [firing]), { tMs: 20_100, reason: 'CheckoutDown fires' });
    assert.ok(hitAmong('alert Checkout* fires', [firing]));
    assert.equal(hitAmong('alert Checkout fires', [firing]), null);
    assert.equal(hitAmong('alert * fires', [alert(20_100, 'CheckoutDown', 'suppressed')]), null);
    assert.equal(hitAmong('alert * fires for 5s', [firing, alert(23_000, 'CheckoutDown', 'resolved')]), null);
    const other = alert(21_000, 'CheckoutDown', 'firing', '2');
    assert.equal(hitAmong('alert * fires for 5s', [firing, other, alert(23_000, 'CheckoutDown', 'resolved')])?.tMs, 25_500);
  });

  it('takes no notice of time that does not go on', () => {
    const watch = createAbortWatch(planOf({ stages: [stage('load', 1, 1)], abort: ['error rate > 1% for 1s'] }).abort);
    const note: Event = { tMs: 5_000, type: 'note', text: 'hello' };
    assert.equal(watch(note), null);
  });
});
