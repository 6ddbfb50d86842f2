import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis, Recovery } from '../../../src/analysis/analysis.ts';
import type { Event } from '../../../src/events/event.ts';
import {
  around,
  journey,
  latencyFault,
  stage,
  syntheticLog,
  type Met,
  type Random,
  type SyntheticOptions,
} from '../../support/synthetic-log.ts';

const injectedMs = 30_000;
const clearedMs = 40_000;
type Meets = SyntheticOptions['meets'];

const healthy = (random: Random): Met => (random() < 0.002 ? { outcome: 'httpError', ms: around(20, random) } : { ms: around(20, random) });
const refused = (random: Random): Met => ({ outcome: 'connectError', ms: around(2, random), cause: 'ECONNREFUSED' });
const bad =
  (fromMs: number, toMs: number, how: (random: Random) => Met = refused, share = 1): Meets =>
  ({ tMs }, random) =>
    tMs >= fromMs && tMs < toMs && random() < share ? how(random) : healthy(random);

function run(perSecond: number, meets: Meets, more: Partial<SyntheticOptions> = {}): Analysis {
  const stages = [stage('baseline', 30, perSecond), stage('peak', 45, perSecond)];
  return analyse(syntheticLog({ stages, meets, faults: [latencyFault('f', injectedMs, clearedMs - injectedMs)], ...more }));
}

function recovery(perSecond: number, meets: Meets, more: Partial<SyntheticOptions> = {}): Recovery {
  const found = run(perSecond, meets, more).recovery[0];
  assert.ok(found);
  return found;
}

/** Errors of the estimate, in seconds, over twelve seeds and phases. */
function errorsOf(perSecond: number, how: (untilMs: number) => Meets): number[] {
  const errors = Array.from({ length: 12 }, (_, i) => {
    const residualMs = 150 + ((i * 733) % 2_900);
    const found = recovery(perSecond, how(clearedMs + residualMs), { seed: i + 1 });
    assert.equal(found.status, 'recovered', `seed ${i + 1}: ${found.reason}`);
    assert.ok(Math.abs((found.recoveryMs ?? 0) - residualMs) <= (found.uncertaintyMs ?? 0) + 1, 'the truth lies within the uncertainty');
    return ((found.recoveryMs ?? 0) - residualMs) / 1_000;
  });
  return errors.toSorted((a, b) => Math.abs(a) - Math.abs(b));
}

function isAccurate(errors: readonly number[]): void {
  assert.ok(Math.abs(errors[errors.length / 2] ?? 9) <= 0.2, `median ${errors[errors.length / 2]}`);
  assert.ok(Math.abs(errors.at(-1) ?? 9) <= 1, `worst ${errors.at(-1)}`);
}

describe('recovery', function () {
  this.timeout(60_000);

  it('finds the end of a step outage', () => isAccurate(errorsOf(200, (untilMs) => bad(injectedMs, untilMs))));

  it('finds the end of a partial outage', () => isAccurate(errorsOf(200, (untilMs) => bad(injectedMs, untilMs, refused, 0.3))));

  it('finds the end of slowness without an error', () =>
    isAccurate(errorsOf(200, (untilMs) => bad(injectedMs, untilMs, (random) => ({ ms: 250 + around(20, random) })))));

  it('finds the end of timeouts, whose answers come 5 s later', () =>
    isAccurate(errorsOf(200, (untilMs) => bad(injectedMs, untilMs, () => ({ outcome: 'timeout', ms: 5_000 })))));

  it('places a gradual recovery in its tail', () => {
    const found = recovery(200, ({ tMs }, random) => {
      const share = tMs < injectedMs ? 0 : tMs < clearedMs ? 0.5 : 0.5 * Math.exp(-(tMs - clearedMs) / 1_000);
      return random() < share ? refused(random) : healthy(random);
    });
    assert.equal(found.status, 'recovered');
    // 50 % decays to 10 % after 1.6 s, to 1 % after 3.9 s.
    assert.ok((found.recoveryMs ?? 0) > 1_600 && (found.recoveryMs ?? 0) < 4_500, `${found.recoveryMs}`);
  });

  it('never calls what never recovers recovered', () => {
    for (const [share, how] of [
      [1, refused],
      [0.3, refused],
      [0.05, refused],
      [1, (random: Random): Met => ({ ms: 120 + around(20, random) })],
    ] as const) {
      for (const perSecond of [50, 200]) {
        const found = recovery(perSecond, bad(injectedMs, Number.POSITIVE_INFINITY, how, share), { seed: 3 });
        assert.equal(found.status, 'censored', `${share} at ${perSecond}/s`);
        assert.equal(found.recoveryMs, null);
        assert.ok(Math.abs((found.censoredAtMs ?? 0) - 35_000) < 10);
      }
    }
  });

  it('starts again after a relapse, and counts it', () => {
    const meets: Meets = ({ tMs }, random) =>
      tMs >= injectedMs && (tMs < clearedMs || (tMs >= clearedMs + 7_000 && tMs < clearedMs + 9_000)) ? refused(random) : healthy(random);
    const found = recovery(200, meets);
    assert.equal(found.status, 'recovered');
    assert.equal(found.relapses, 1);
    assert.ok(Math.abs((found.recoveryMs ?? 0) - 9_000) < 300);
  });

  it('does not take a few good seconds between bad ones for recovery', () => {
    const flapping: Meets = ({ tMs }, random) =>
      tMs >= injectedMs && (tMs < clearedMs || Math.floor((tMs - clearedMs) / 2_000) % 2 === 1) ? refused(random) : healthy(random);
    const found = recovery(200, flapping);
    assert.equal(found.status, 'censored');
    assert.equal(found.relapses, 0);
  });

  it('says relapsed where it left good and did not come back', () => {
    const meets: Meets = ({ tMs }, random) => (tMs >= injectedMs && (tMs < clearedMs || tMs > 60_000) ? refused(random) : healthy(random));
    assert.equal(recovery(200, meets).status, 'relapsed');
  });

  it('leaves a healthy system alone', () => {
    for (const perSecond of [50, 200]) {
      const found = recovery(perSecond, (_, random) => healthy(random), { seed: 11 });
      assert.equal(found.status, 'never-degraded');
      assert.equal(found.timeToDegradeMs, null);
    }
  });

  it('knows recovery before the fault was removed', () => {
    const found = recovery(200, bad(injectedMs + 500, injectedMs + 2_000));
    assert.equal(found.status, 'recovered-before-clear');
    assert.equal(found.recoveryMs, null);
    assert.match(found.reason ?? '', /good again 8 s before the fault was removed/);
    assert.ok(Math.abs((found.timeToDegradeMs ?? 0) - 500) < 100, `${found.timeToDegradeMs}`);
  });

  it('says what 20 requests a second can not show', () => {
    const short = { stages: [stage('baseline', 30, 20), stage('peak', 18, 20)] };
    const found = recovery(20, bad(injectedMs, clearedMs + 500), short);
    assert.equal(found.status, 'insufficient-data');
    assert.match(found.reason ?? '', /160 requests of home in 8 s after the fault, it takes \d+ without an error/);
    assert.equal(found.recoveryMs, null);
  });

  it('needs a reference at the same load', () => {
    const stages = [stage('baseline', 30, 50), stage('peak', 45, 200)];
    const found = recovery(200, bad(injectedMs, clearedMs), { stages });
    assert.equal(found.status, 'insufficient-data');
    assert.match(found.reason ?? '', /no requests of home in fault-free time before it at 200\/s, it takes 100/);
  });

  it('goes on in another stage whose load it knows', () => {
    // The peak ends 1 s after the fault; the baseline knows what 100/s looks like.
    const stages = [stage('baseline', 20, 100), stage('peak', 21, 200), stage('after', 20, 100)];
    const found = recovery(200, bad(injectedMs, clearedMs + 3_000), { stages });
    assert.equal(found.status, 'recovered');
    assert.ok(Math.abs((found.recoveryMs ?? 0) - 3_000) < 400, `${found.recoveryMs}`);
  });

  it('refuses a reference that was getting worse', () => {
    const found = recovery(200, ({ tMs }, random) => ({ ms: around(tMs > 15_000 && tMs < injectedMs ? 80 : 20, random) }));
    assert.equal(found.status, 'insufficient-data');
    assert.match(found.reason ?? '', /reference is unstable: p95 rose/);
  });

  it('finds the one route of many, and does not blame the others', () => {
    const journeys = [journey('browse', 9, [{ route: 'home' }]), journey('buy', 1, [{ route: 'checkout' }])];
    const meets: Meets = ({ route, tMs }, random) =>
      route === 'checkout' && tMs >= injectedMs && tMs < clearedMs + 2_000 ? refused(random) : { ms: around(20, random) };
    const found = recovery(500, meets, { journeys });
    assert.equal(found.scope, 'checkout');
    assert.ok(Math.abs((found.recoveryMs ?? 0) - 2_000) < 200, `${found.recoveryMs}`);
    assert.deepEqual(
      found.perRoute.map(({ scope, status }) => [scope, status]),
      [
        ['home', 'never-degraded'],
        ['checkout', 'recovered'],
      ],
    );
  });

  it('sees a route that starves because the step before it fails', () => {
    const journeys = [journey('buy', 1, [{ route: 'cart' }, { route: 'checkout' }])];
    const meets: Meets = ({ route, tMs }, random) =>
      route === 'cart' && tMs >= injectedMs && tMs < clearedMs + 2_000 ? refused(random) : { ms: around(20, random) };
    const checkout = recovery(200, meets, { journeys }).perRoute.find(({ scope }) => scope === 'checkout');
    assert.equal(checkout?.status, 'recovered');
    assert.ok(Math.abs((checkout?.recoveryMs ?? 0) - 2_000) < 1_000, `${checkout?.recoveryMs}`);
  });

  it('keeps two faults apart, and does not take the first one for the reference of the second', () => {
    const faults = [latencyFault('one', 20_000, 5_000), latencyFault('two', 45_000, 5_000)];
    const meets: Meets = ({ tMs }, random) =>
      (tMs >= 20_000 && tMs < 27_000) || (tMs >= 45_000 && tMs < 53_000) ? refused(random) : healthy(random);
    const [one, two] = run(200, meets, { faults }).recovery;
    assert.deepEqual([one?.status, two?.status], ['recovered', 'recovered']);
    assert.ok(Math.abs((one?.recoveryMs ?? 0) - 2_000) < 200 && Math.abs((two?.recoveryMs ?? 0) - 3_000) < 200);
    // All of 7 s and of 8 s: what was lost in the first is not taken for usual in the second.
    assert.ok(Math.abs((one?.resilienceLoss ?? 0) - 7) < 0.1 && Math.abs((two?.resilienceLoss ?? 0) - 8) < 0.1, `${two?.resilienceLoss}`);
    const overlapping = run(200, meets, { faults: [latencyFault('one', 20_000, 5_000), latencyFault('two', 22_000, 25_000)] }).recovery[0];
    assert.equal(overlapping?.status, 'insufficient-data');
    assert.match(overlapping?.reason ?? '', /two was in when it was removed/);
  });

  it('holds what a fault caught on its way against neither the time before it nor the fault before that', () => {
    const slow = (random: Random): Met => ({ ms: around(300, random) });
    const cut = (random: Random): Met => ({ outcome: 'reset', ms: 150 * random() });
    const faults = [latencyFault('one', 20_000, 5_000), latencyFault('two', 45_000, 5_000)];
    // Both go down, and what was sent up to 300 ms before has no answer yet.
    const meets: Meets = ({ tMs }, random) =>
      (tMs >= 19_700 && tMs < 27_000) || (tMs >= 44_700 && tMs < 53_000) ? cut(random) : slow(random);
    const [one, two] = run(200, meets, { faults }).recovery;
    assert.deepEqual([one?.status, two?.status], ['recovered', 'recovered'], `${one?.reason}, ${two?.reason}`);
    assert.ok(Math.abs((one?.recoveryMs ?? 0) - 2_000) < 200, `${one?.recoveryMs}`);
    assert.equal(one?.relapses, 0);
    assert.ok(Math.abs((two?.recoveryMs ?? 0) - 3_000) < 200, `${two?.recoveryMs}`);
  });

  it('takes half the removal call into the uncertainty, and the middle of it as the removal', () => {
    const found = recovery(200, bad(injectedMs, clearedMs + 1_000), { callMs: 600 });
    assert.ok(Math.abs((found.recoveryMs ?? 0) - 1_000) < 100);
    assert.ok((found.uncertaintyMs ?? 0) >= 500, `${found.uncertaintyMs}`);
  });

  it('adds up the service lost, by time and not by request', () => {
    const found = recovery(200, bad(injectedMs, clearedMs + 2_000, refused, 0.5));
    assert.ok(Math.abs((found.resilienceLoss ?? 0) - 6) < 0.4, `${found.resilienceLoss}`);
    assert.ok((found.timeToDetectMs ?? 0) > 100 && (found.timeToDetectMs ?? 0) < 3_000, `${found.timeToDetectMs}`);
  });

  it('looks no further than the load, whatever journeys meet after it', () => {
    const journeys = [journey('visit', 1, [{ route: 'home', thinkMs: 5_000 }, { route: 'pay' }])];
    const failing = ({ route, tMs }: { route: string; tMs: number }): boolean =>
      route === 'pay' && ((tMs >= injectedMs && tMs < clearedMs + 2_000) || tMs >= 75_000);
    const meets: Meets = (request, random) => (failing(request) ? refused(random) : healthy(random));
    const found = recovery(200, meets, { journeys }).perRoute.find(({ scope }) => scope === 'pay');
    assert.equal(found?.status, 'recovered');
    assert.ok(Math.abs((found?.recoveryMs ?? 0) - 2_000) < 700, `${found?.recoveryMs}`);
  });

  it('says that a fault was not removed while the load ran', () => {
    const log = syntheticLog({
      stages: [stage('baseline', 30, 50)],
      meets: (_, random) => healthy(random),
      faults: [latencyFault('f', 10_000, 5_000)],
    });
    const stopped = log.map((event): Event => (event.type === 'fault-removed' ? { ...event, why: 'stopped' } : event));
    for (const events of [log.filter(({ type }) => type !== 'fault-removed'), stopped]) {
      const found = analyse(events).recovery[0];
      assert.deepEqual([found?.status, found?.reason], ['insufficient-data', 'it was not removed while the load ran']);
      assert.equal(found?.perRoute.length, 1);
    }
  });

  it('says why a fault never was, and not why another was not', () => {
    const faults = [latencyFault('one', 10_000, 1_000), latencyFault('two', 12_000, 1_000)];
    const log = syntheticLog({ stages: [stage('baseline', 30, 50)], meets: (_, random) => healthy(random), faults });
    const skipped = faults.map(({ id }): Event => ({ tMs: 9_000, type: 'fault-skipped', fault: id, why: `${id} was skipped` }));
    const events = [...log.filter(({ type }) => type !== 'fault-injected' && type !== 'fault-removed'), ...skipped];
    assert.deepEqual(
      analyse(events).recovery.map(({ reason }) => reason),
      ['it was never injected: one was skipped', 'it was never injected: two was skipped'],
    );
  });

  it('answers for a journey by its worst route, or as one where its routes have too few requests', () => {
    const journeys = [journey('browse', 95, [{ route: 'home' }]), journey('buy', 5, [{ route: 'cart' }, { route: 'pay' }])];
    const meets: Meets = ({ route, tMs }, random) =>
      route === 'pay' && tMs >= injectedMs && tMs < clearedMs + 2_000 ? refused(random) : { ms: around(20, random) };
    const stages = [stage('baseline', 30, 50), stage('peak', 90, 50)];
    const { recovery, objectives } = run(50, meets, {
      journeys,
      stages,
      objectives: ['buy recovers within 5s after f', 'pay recovers within 5s after f'],
    });
    assert.deepEqual(
      recovery[0]?.perRoute.map(({ scope, status }) => `${scope} ${status}`),
      ['home never-degraded', 'cart insufficient-data', 'pay insufficient-data', 'buy recovered'],
    );
    assert.deepEqual([recovery[0].scope, recovery[0].kind], ['buy', 'journey']);
    assert.deepEqual(
      objectives.map(({ verdict }) => verdict),
      ['held', 'inconclusive'],
    );
  });

  it('does not answer for a route by the journey of its name, which has more requests', () => {
    const journeys = [journey('browse', 95, [{ route: 'home' }]), journey('buy', 5, [{ route: 'buy' }, { route: 'pay' }])];
    const meets: Meets = ({ route, tMs }, random) =>
      route === 'pay' && tMs >= injectedMs && tMs < clearedMs + 2_000 ? refused(random) : { ms: around(20, random) };
    const stages = [stage('baseline', 30, 50), stage('peak', 90, 50)];
    const objectives = ['buy recovers within 5s after f', 'journey buy recovers within 5s after f'];
    assert.deepEqual(
      run(50, meets, { journeys, stages, objectives }).objectives.map(({ verdict }) => verdict),
      ['inconclusive', 'held'],
    );
  });

  it('answers for a route and not for the journey of its name, and for no other journey', () => {
    const journeys = [
      journey('buy', 1, [{ route: 'buy' }, { route: 'pay' }]),
      journey('visit', 1, [{ route: 'home' }, { route: 'search' }]),
      journey('look', 1, [{ route: 'list' }, { route: 'item' }]),
    ];
    const meets: Meets = ({ route, tMs }, random) =>
      (route === 'pay' && tMs >= injectedMs && tMs < clearedMs + 2_000) || (route === 'item' && tMs >= injectedMs)
        ? refused(random)
        : { ms: around(20, random) };
    const { objectives } = run(150, meets, {
      journeys,
      objectives: ['buy recovers within 5s after f', 'visit recovers within 5s after f'],
    });
    assert.deepEqual(
      objectives.map(({ verdict, actual }) => `${verdict} ${actual}`),
      ['held never degraded', 'held never degraded'],
    );
  });

  it('has an entry for a fault that never was', () => {
    const log = syntheticLog({
      stages: [stage('baseline', 30, 50)],
      meets: (_, random) => healthy(random),
      faults: [latencyFault('f', 10_000, 5_000)],
    });
    const found = analyse(log.filter((event) => !event.type.startsWith('fault-'))).recovery[0];
    assert.equal(found?.status, 'insufficient-data');
    assert.match(found?.reason ?? '', /never injected/);
  });
});
