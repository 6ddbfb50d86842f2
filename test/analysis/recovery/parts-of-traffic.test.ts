/** A fault that hits a small part of the traffic must not disappear in the rest of it. */
import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Recovery } from '../../../src/analysis/analysis.ts';
import { recoveryDetail, recoveryFigures } from '../../../src/report/recovery-figures.ts';
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

const [injectedMs, clearedMs] = [30_000, 38_000];
const refused: Met = { outcome: 'connectError', ms: 2 };
const well = (random: Random): Met => ({ ms: around(20, random) });
const inFault = (tMs: number, residualMs = 1_000): boolean => tMs >= injectedMs && tMs < clearedMs + residualMs;

function recovery(perSecond: number, meets: SyntheticOptions['meets'], more: Partial<SyntheticOptions> = {}): Recovery {
  const stages = [stage('baseline', 30, perSecond), stage('peak', 50, perSecond)];
  const faults = [latencyFault('f', injectedMs, clearedMs - injectedMs)];
  const found = analyse(syntheticLog({ stages, meets, faults, ...more })).recovery[0];
  assert.ok(found);
  return found;
}

const small = [journey('browse', 97, [{ route: 'home' }]), journey('buy', 3, [{ route: 'checkout' }])];

describe('recovery of a part of the traffic', function () {
  this.timeout(30_000);

  it('names the route of 3 % of the arrivals, though the other 97 % are well', () => {
    const found = recovery(400, ({ route, tMs }, random) => (route === 'checkout' && inFault(tMs) ? refused : well(random)), {
      journeys: small,
    });
    assert.deepEqual([found.scope, found.kind, found.status], ['checkout', 'route', 'recovered']);
    assert.ok(Math.abs((found.recoveryMs ?? 0) - 1_000) < 400, `${found.recoveryMs}`);
    assert.equal(found.perRoute.find(({ scope }) => scope === 'home')?.status, 'never-degraded');
  });

  it('names it also where it has too few requests to be judged: not "never degraded" for the rest', () => {
    const found = recovery(50, ({ route, tMs }, random) => (route === 'checkout' && inFault(tMs) ? refused : well(random)), {
      journeys: small,
    });
    assert.deepEqual([found.scope, found.status], ['checkout', 'insufficient-data']);
    assert.match(found.reason ?? '', /only \d+ requests of checkout in fault-free time before it/);
    const calm = recovery(50, (_, random) => well(random), { journeys: small });
    assert.deepEqual([calm.scope, calm.status], ['home', 'never-degraded']);
  });

  it('names it where it was only slow', () => {
    const slow: SyntheticOptions['meets'] = ({ route, tMs }, random) =>
      route === 'checkout' && inFault(tMs, 0) ? { ms: 2_000 } : well(random);
    const found = recovery(50, slow, { journeys: small });
    assert.deepEqual([found.scope, found.status], ['checkout', 'insufficient-data']);
  });

  it('sees that a small route no longer gets any requests', () => {
    const journeys = [journey('browse', 95, [{ route: 'home' }]), journey('buy', 5, [{ route: 'cart' }, { route: 'checkout' }])];
    const found = recovery(50, ({ route, tMs }, random) => (route === 'cart' && inFault(tMs) ? refused : well(random)), { journeys });
    assert.equal(found.status, 'insufficient-data');
    // Of its routes nothing can be said; together they have requests enough to know that it was bad after the removal.
    assert.deepEqual([found.scope, found.kind], ['buy', 'journey']);
    assert.ok((found.censoredAtMs ?? 0) > (found.uncertaintyMs ?? 0), `${found.censoredAtMs} ±${found.uncertaintyMs}`);
    assert.ok(!found.perRoute.some(({ scope, status }) => scope !== 'home' && status === 'never-degraded'), 'neither step reads as well');
  });

  it('sees a fault that hits 3 % of the requests of the one route there is', () => {
    const found = recovery(400, ({ tMs }, random) => (inFault(tMs) && random() < 0.03 ? refused : well(random)), { seed: 3 });
    assert.equal(found.status, 'recovered');
    assert.ok(Math.abs((found.recoveryMs ?? 0) - 1_000) <= (found.uncertaintyMs ?? 0) + 1, `${found.recoveryMs} ±${found.uncertaintyMs}`);
    assert.ok((found.uncertaintyMs ?? 0) < 3_000);
  });

  it('sees a fault that hits 2.5 % of them, which no window of a second shows', () => {
    const found = recovery(200, ({ tMs }, random) => (inFault(tMs) && random() < 0.025 ? refused : well(random)), { seed: 5 });
    assert.notEqual(found.status, 'never-degraded');
  });

  it('judges a journey as one, beside its routes, and names a route before its journey', () => {
    const journeys = [journey('browse', 60, [{ route: 'home' }]), journey('buy', 40, [{ route: 'cart' }, { route: 'pay' }])];
    const found = recovery(200, ({ route, tMs }, random) => (route === 'pay' && inFault(tMs, 2_000) ? refused : well(random)), {
      journeys,
    });
    assert.deepEqual(
      found.perRoute.map(({ kind, scope, status }) => [kind, scope, status]),
      [
        ['route', 'home', 'never-degraded'],
        ['route', 'cart', 'never-degraded'],
        ['route', 'pay', 'recovered'],
        ['journey', 'buy', 'recovered'],
      ],
    );
    assert.deepEqual([found.scope, found.kind], ['pay', 'route']);
    const [pay, buy] = found.perRoute.slice(2);
    for (const one of [pay, buy]) assert.ok(Math.abs((one?.recoveryMs ?? 0) - 2_000) < 400, `${one?.scope} ${one?.recoveryMs}`);
    // Half of what a journey asks went well: half of the service was lost.
    assert.ok(Math.abs((pay?.resilienceLoss ?? 0) - 10) < 0.7 && Math.abs((buy?.resilienceLoss ?? 0) - 5) < 0.7);
    assert.match(recoveryDetail(found), /^change point .*, [\d.]+ s of service lost$/);
    const figures = recoveryFigures({ recovery: [found] }).find(({ scope }) => scope === 'pay');
    for (const weight of [figures?.byRequest, figures?.byTime]) assert.match(weight ?? '', /^[1-9][\d.]* %$/);
  });

  it('says of everything that is null why it is', () => {
    const found = recovery(50, ({ route, tMs }, random) => (route === 'checkout' && inFault(tMs) ? refused : well(random)), {
      journeys: small,
    });
    for (const one of [found, ...found.perRoute]) {
      const nulls = Object.entries(one).flatMap(([key, value]) =>
        value === null && !['reason', 'referenceStage'].includes(key) ? [key] : [],
      );
      assert.deepEqual(Object.keys(one.unknown).toSorted(), nulls.toSorted());
      for (const why of Object.values(one.unknown)) assert.notEqual(why, '');
    }
  });
});
