import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import type { Event, EventOf } from '../../../src/events/event.ts';
import type { PlannedAlerts } from '../../../src/plan/plan.ts';
import { around, journey, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../../support/synthetic-log.ts';

const stages = [stage('baseline', 20, 100), stage('peak', 60, 100)];
const faults = [latencyFault('slow', 30_000, 10_000)];
const alerts: PlannedAlerts = { source: 'prometheus', url: 'http://127.0.0.1:9090', match: {} };
const failing =
  (fromMs: number, toMs: number, share = 1): SyntheticOptions['meets'] =>
  ({ tMs, route }, random) =>
    tMs >= fromMs && tMs < toMs && route !== 'calm' && random() < share ? { outcome: 'httpError', ms: 5 } : { ms: around(20, random) };

function analysed(more: Partial<SyntheticOptions>): Analysis {
  return analyse(syntheticLog({ stages, faults, meets: failing(30_000, 40_000), ...more }));
}

/** A source that answers from before the load on, unless `silentFromMs` says until when. */
function told(moves: readonly Event[], silentFromMs?: number): Partial<SyntheticOptions> {
  const source = { type: 'alert-source' as const, source: 'Prometheus at 127.0.0.1:9090', detail: '' };
  const answers: Event[] = [{ tMs: -1_000, ...source, answering: true }];
  if (silentFromMs !== undefined) answers.push({ tMs: silentFromMs, ...source, answering: false });
  return { plan: { alerts }, events: [...answers, ...moves] };
}

function alert(name: string, state: EventOf<'alert'>['state'], atMs: readonly [number, number], more: object = {}): Event {
  return { tMs: atMs[1], type: 'alert', alert: name, id: name, state, atMs, labels: { alertname: name }, ...more };
}

function only(analysis: Analysis): Analysis['detection'][number] {
  assert.equal(analysis.detection.length, 1);
  return analysis.detection[0] as Analysis['detection'][number];
}

describe('detection', () => {
  it('is the first alert after the injection, as the interval in which it began to fire', () => {
    const analysis = analysed(
      told([
        alert('Slow', 'firing', [33_000, 34_000]),
        alert('Errors', 'firing', [31_000, 32_000]),
        alert('Errors', 'resolved', [43_000, 44_000]),
      ]),
    );
    assert.deepEqual(only(analysis), {
      fault: 'slow',
      how: 'alerts',
      status: 'detected',
      what: 'alert Errors',
      atMs: [31_000, 32_000],
      afterMs: [998, 1_998],
      clearedAfterMs: [2_998, 3_998],
      reason: null,
      clearReason: null,
    });
    const [recovery] = analysis.recovery;
    assert.equal(recovery?.timeToDetectMs, 1_498);
    assert.ok(recovery.perRoute.every(({ timeToDetectMs }) => timeToDetectMs === 1_498));
    assert.ok(!analysis.notes.some((note) => /emulated/.test(note)));
  });

  it('is no alert that fired before, that nobody was told of, or that came after the next fault', () => {
    const detected = (...moves: Event[]): string | null => only(analysed(told(moves))).what;
    assert.equal(detected(alert('Old', 'firing', [0, 0], { already: true })), null);
    assert.equal(detected(alert('Early', 'firing', [20_000, 21_000])), null);
    assert.equal(detected(alert('Muted', 'suppressed', [31_000, 32_000])), null);
    assert.equal(detected(alert('Muted', 'suppressed', [31_000, 32_000]), alert('Muted', 'firing', [35_000, 36_000])), 'alert Muted');
    const two = [...faults, latencyFault('again', 60_000, 5_000)];
    const late = analysed({ ...told([alert('Late', 'firing', [61_000, 62_000])]), faults: two });
    assert.deepEqual(
      late.detection.map(({ what }) => what),
      [null, 'alert Late'],
    );
    assert.equal(late.detection[0]?.reason, 'no alert fired after it', 'what comes later was not firing already');
  });

  it('says why there is none, and does not emulate what a source was named for', () => {
    const reason = (more: Partial<SyntheticOptions>): [string, string | null] => {
      const { status, reason: why, how } = only(analysed(more));
      assert.equal(how, 'alerts');
      return [status, why];
    };
    assert.deepEqual(reason(told([])), ['not-detected', 'no alert fired after it']);
    assert.deepEqual(reason(told([alert('Old', 'firing', [0, 0], { already: true })])), [
      'not-detected',
      'none began to fire after it; Old was firing already',
    ]);
    const early = alert('Early', 'firing', [20_000, 21_000]);
    const stillFiring: [string, string] = ['not-detected', 'none began to fire after it; Early was firing already'];
    assert.deepEqual(reason(told([early])), stillFiring);
    assert.deepEqual(reason(told([early, alert('Early', 'resolved', [29_500, 29_998])])), stillFiring);
    assert.deepEqual(reason(told([early, alert('Early', 'resolved', [29_500, 29_997])])), ['not-detected', 'no alert fired after it']);
    assert.deepEqual(reason(told([], 35_000)), ['unknown', 'the source of alerts did not answer all the time']);
    assert.deepEqual(reason({ plan: { alerts } }), ['unknown', 'the source of alerts did not answer']);
  });

  it('tells of one that may have begun before, and of one that fires on', () => {
    const found = only(analysed(told([alert('Errors', 'firing', [29_500, 30_500])])));
    assert.deepEqual(found.afterMs, [0, 498]);
    assert.match(found.reason ?? '', /may have begun to fire before the fault/);
    assert.equal(found.clearedAfterMs, null);
    assert.match(found.clearReason ?? '', /still firing 40 s after the fault was removed/);
  });

  it('is emulated where no source is named, labelled so, with its windows', () => {
    const analysis = analysed({});
    const { how, status, what, afterMs, clearedAfterMs } = only(analysis);
    assert.deepEqual([how, status, what], ['emulated', 'detected', 'home, 14.4x a budget of 0.1 % over 13.3 s and 1.11 s']);
    assert.ok(afterMs !== null && afterMs[1] <= 1_000 && afterMs[1] - afterMs[0] <= 200, `${afterMs}`);
    assert.ok(clearedAfterMs !== null && clearedAfterMs[1] < 2_000, `${clearedAfterMs}`);
    assert.equal(clearedAfterMs[1] - clearedAfterMs[0], 200, 'known to a slot');
    assert.ok(analysis.notes.some((note) => /emulated.*14\.4x over 13\.3 s and 1\.11 s.*scaled down/.test(note)));
    assert.equal(only(analysed({ meets: failing(0, 0) })).status, 'not-detected');
    assert.equal(only(analysed({ meets: failing(10_000, 40_000) })).status, 'unknown');
  });

  it('emulates each route too: a fault on few of the requests is noticed where it is', () => {
    const journeys = [journey('most', 97, [{ route: 'calm' }]), journey('few', 3, [{ route: 'checkout' }])];
    const analysis = analysed({ journeys });
    assert.match(only(analysis).what ?? '', /^checkout, /);
    const byRoute = new Map(analysis.recovery[0]?.perRoute.map(({ scope, timeToDetectMs }) => [scope, timeToDetectMs]));
    assert.equal(byRoute.get('calm'), null);
  });

  it('gives the worst affected its own time, not that of the first route that was noticed', () => {
    const journeys = [journey('browse', 50, [{ route: 'home' }]), journey('buy', 50, [{ route: 'checkout' }])];
    // home fails for a second at the injection; checkout from 6 s after it on, and is the one that takes longer to recover.
    const meets: SyntheticOptions['meets'] = ({ route, tMs }, random) => {
      const bad = route === 'home' ? tMs >= 30_000 && tMs < 31_000 : tMs >= 36_000 && tMs < 41_500;
      return bad ? { outcome: 'httpError', ms: 3 } : { ms: around(20, random) };
    };
    const analysis = analysed({ journeys, meets });
    const [recovery] = analysis.recovery;
    assert.equal(recovery?.scope, 'checkout');
    assert.equal(recovery.timeToDetectMs, recovery.perRoute.find(({ scope }) => scope === 'checkout')?.timeToDetectMs);
    assert.ok((recovery.timeToDetectMs ?? 0) >= 5_900, `${recovery.timeToDetectMs}`);
    // The fault as a whole was noticed with the first of them.
    assert.ok((only(analysis).afterMs?.[1] ?? Infinity) <= 1_000);
  });

  it('notices a journey with the first of its routes', () => {
    const journeys = [journey('buy', 1, [{ route: 'add' }, { route: 'checkout' }, { route: 'thanks' }])];
    const meets: SyntheticOptions['meets'] = ({ route, tMs }, random) => {
      const bad = route === 'checkout' ? tMs >= 30_000 && tMs < 32_000 : route === 'add' && tMs >= 36_000 && tMs < 40_000;
      return bad ? { outcome: 'httpError', ms: 3 } : { ms: around(20, random) };
    };
    const byScope = new Map(analysed({ journeys, meets }).recovery[0]?.perRoute.map((one) => [one.scope, one.timeToDetectMs]));
    const [add, checkout] = [byScope.get('add') ?? null, byScope.get('checkout') ?? null];
    assert.ok(add !== null && checkout !== null && checkout < add, JSON.stringify([...byScope]));
    assert.equal(byScope.get('thanks'), null);
    assert.equal(byScope.get('buy'), checkout);
  });

  it('leaves to recovery what it says of a fault that was never injected', () => {
    const log = syntheticLog({ stages, faults, meets: failing(0, 0) });
    const { recovery, detection } = analyse(log.filter(({ type }) => type !== 'fault-injected' && type !== 'fault-removed'));
    assert.equal(detection[0]?.reason, 'slow was never injected');
    assert.deepEqual(recovery[0]?.unknown['timeToDetectMs'], recovery[0]?.unknown['timeToTripMs']);
    assert.match(recovery[0]?.unknown['timeToDetectMs'] ?? '', /^it was never injected/);
  });

  it('guards the budget that an objective names', () => {
    const meets = failing(30_000, 40_000, 0.1);
    const of = (objectives: string[]): string => only(analysed({ meets, objectives })).what ?? '';
    assert.match(of([]), /a budget of 0\.1 %/);
    assert.match(of(['error budget of 99.5% spent at most 50%']), /a budget of 0\.5 %/);
    const both = ['error budget of 99.8% spent at most 50%', 'error budget of 99.5% spent at most 50%'];
    assert.match(of(both), /a budget of 0\.2 %/, 'the strictest of several');
    assert.match(of(both.toReversed()), /a budget of 0\.2 %/, 'whichever comes first');
  });
});
