import assert from 'node:assert/strict';
import { ChaosError } from '../../src/errors.ts';
import { wirePlan } from '../../src/plan/wire.ts';
import { planOf, whole } from '../support/plans.ts';

const planned = async (text: string) => (await planOf({ files: { 'my.yaml': text } })).plan;
const twoLinks = whole.replace('breakers:', '  stock: {listen: 127.0.0.1:21002, upstream: 127.0.0.1:4002}\nbreakers:');

describe('the plan of a wiring check', () => {
  it('slows one link after the other for 3 s, after 3 s as it is', async () => {
    const { faults, load } = wirePlan(await planned(twoLinks));
    assert.deepEqual(
      faults.map(({ link, spec, atMs, forMs }) => [link, spec.type, spec.attributes, atMs, forMs]),
      [
        ['payments', 'latency', { latency: 300, jitter: 0 }, 3_000, 3_000],
        ['stock', 'latency', { latency: 300, jitter: 0 }, 9_000, 3_000],
      ],
    );
    assert.equal(load.totalMs, 13_000);
    assert.deepEqual(
      load.stages.map(({ name, forMs, shape }) => [name, forMs, shape]),
      [['wire', 13_000, { shape: 'constant', perSecond: 8 }]],
    );
  });

  it('asks every journey alike and without pauses, and marks what it sends', async () => {
    const { load, target } = wirePlan(await planned(whole.replace('name: home', 'name: home\n          think: [1s, 5s]')));
    assert.deepEqual(
      load.journeys.map(({ name, weight, steps }) => [name, weight, steps.map(({ thinkMs, thinkToMs }) => [thinkMs, thinkToMs])]),
      [
        ['browse', 1, [[0, undefined]]],
        [
          'buy',
          1,
          [
            [0, undefined],
            [0, undefined],
          ],
        ],
      ],
    );
    assert.equal(target.headers['x-stampede'], 'wire');
  });

  it('keeps what guards the target, and nothing that is judged', async () => {
    const plan = await planned(whole);
    const wire = wirePlan(plan);
    for (const key of ['guard', 'allowHosts', 'denyHosts', 'identity', 'links', 'toxiproxy'] as const) assert.equal(wire[key], plan[key]);
    assert.deepEqual([wire.objectives, wire.abort, wire.breakers, wire.reconcile, wire.baseline], [[], [], [], null, null]);
    assert.notEqual(wire.hash, plan.hash);
  });

  it('slows by more where answers may take longer, and by less than a timeout', async () => {
    const slowedBy = async (timeout: string) =>
      wirePlan(await planned(whole.replace('timeout: 5s', `timeout: ${timeout}`))).faults[0]!.spec.attributes['latency'];
    assert.deepEqual([await slowedBy('10s'), await slowedBy('60s'), await slowedBy('600ms')], [500, 1_000, 200]);
  });

  it('is refused without links, and where the guard has no room for it', async () => {
    const refused = async (text: string) => {
      const plan = await planned(text);
      assert.throws(
        () => wirePlan(plan),
        (error) => error instanceof ChaosError && ['USAGE', 'GUARD_EXCEEDED'].includes(error.code),
      );
    };
    await refused('version: 1\ntarget: http://127.0.0.1:8080\nload: {base: 5/s, stages: [{name: hold, for: 5s, rate: 1x}]}\n');
    const load =
      'load: {base: 1/s, stages: [{name: hold, for: 5s, rate: 1x}]}\nlinks: {a: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}}\n';
    await refused(`version: 1\ntarget: http://127.0.0.1:8080\n${load}guard: {maxDuration: 6s}\n`);
    await refused(`version: 1\ntarget: http://127.0.0.1:8080\n${load}guard: {maxRate: 4/s}\n`);
  });
});
