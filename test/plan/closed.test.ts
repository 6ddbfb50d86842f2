/** A load of users: what is read, refused, and said of it beforehand. */
import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import { closed, errorOf, mistakesOf, planOf, type Given } from '../support/plans.ts';

const planned = async (text: string) => (await planOf({ files: { 'my.yaml': text } })).plan;

describe('a closed model', () => {
  it('has users and a pause, and neither rates nor arrivals', async () => {
    const { load, baseline } = await planned(closed);
    assert.deepEqual([load.model, load.basePerSecond, load.thinkMs, load.arrivals], ['closed', null, 1_000, null]);
    assert.deepEqual(
      load.stages.map(({ users, shape, arrivals }) => [users, shape, arrivals]),
      [
        [20, null, null],
        [100, null, null],
        [20, null, null],
      ],
    );
    assert.deepEqual(baseline, { stage: 'baseline', startMs: 0, endMs: 20_000, gates: true });
    assert.equal((await planned(closed.replace('timeout: 5s', 'think: 250ms'))).load.thinkMs, 250);
    assert.equal((await planned(closed.replace('timeout: 5s', 'think: 0'))).load.thinkMs, 0);
  });

  it('an open model says that it is one', async () => {
    const { load } = await planned('version: 1\ntarget: http://127.0.0.1:1\nload: {base: 5/s, stages: [{name: a, for: 5s, rate: 1x}]}\n');
    assert.deepEqual([load.model, load.basePerSecond, load.thinkMs], ['open', 5, null]);
  });

  it('says its bias, that recovery can not be judged, and what is at most to come', async () => {
    const plan = await planned(closed);
    assert.ok(plan.warnings.some((text) => /^closed model: each user waits.*coordinated omission.*recovery is not judged/.test(text)));
    const [errors, recovers] = plan.objectives;
    assert.equal(errors?.provable, true);
    assert.match(errors?.given ?? '', /at most \d+ can come, fewer as answers take longer$/);
    assert.equal(recovers?.provable, false);
    assert.equal(recovers?.reason, 'in a closed model it falls with the target: users wait for answers');
    const text = printPlan(plan);
    assert.match(text, /^model +closed: users wait for answers$/m);
    assert.match(text, /^think +1 s +\[default\]$/m);
    assert.match(text, /^peak +20 s +1 m 00 s +100 users +- /m);
    assert.match(text, /up to 100 users$/m);
  });

  it('an objective that the most possible requests can not prove is said to be so', async () => {
    const few = closed.replace('users: 100', 'users: 1').replaceAll('users: 20', 'users: 1');
    const plan = await planned(few.replace('error rate < 1%', 'p99 of home < 1s during peak').replace('timeout: 5s', 'think: 5s'));
    assert.match(plan.objectives[0]?.reason ?? '', /^at most \d+ requests can come, it takes 100$/);
  });

  it('guard.maxRate holds where the pause makes it hold, else the plan says that it can not be promised', async () => {
    const warned = async (text: string): Promise<boolean> =>
      (await planned(text)).warnings.some((one) => one.includes("guard.maxRate 20000/s can't be promised"));
    assert.equal(await warned(closed), false);
    assert.equal(await warned(closed.replace('timeout: 5s', 'think: 1ms')), true);
    assert.equal(await warned(closed.replace('timeout: 5s', 'think: 0')), true);
  });

  it('refuses what belongs to the other model, and a mixture', async () => {
    const rows: [string, string, string[]][] = [
      ['  timeout: 5s', '  base: 100/s', ['my.yaml:9:3: base is what 1x means, and a load of users has no rate: leave it out']],
      ['  timeout: 5s', '  arrival: poisson', ['my.yaml:9:3: arrival spreads a rate, and a load of users has none: leave it out']],
      ['users: 100', 'rate: 5x', ['my.yaml:12:30: a load has either rates or users, and this one has users']],
      ['users: 100', 'users: 100, rate: 5x', ['my.yaml:12:42: a load has either rates or users, and this one has users']],
      [', users: 100', '', ['my.yaml:12:7: users is missing; expected a whole number, at least 0']],
      ['users: 100', 'users: 1.5', ['my.yaml:12:37: expected a whole number from 0 to 100000, got the number 1.5']],
      ['users: 100', 'users: 3000', ['my.yaml:12:37: 3000 users may have as many requests in flight, and load.maxInFlight is 2000']],
    ];
    for (const [piece, by, mistakes] of rows)
      assert.deepEqual(await mistakesOf({ files: { 'my.yaml': closed.replace(piece, by) } }), mistakes);
    const open = 'version: 1\ntarget: http://127.0.0.1:1\nload: {base: 5/s, think: 1s, stages: [{name: a, for: 5s, rate: 1x}]}\n';
    assert.match(
      (await mistakesOf({ files: { 'my.yaml': open } }))[0] ?? '',
      /^my.yaml:3:19: think is the pause of users between journeys/,
    );
    const none = closed.replace('users: 100', 'users: 0').replaceAll('users: 20', 'users: 0');
    assert.match((await mistakesOf({ files: { 'my.yaml': none } }))[0] ?? '', /no stage has users/);
  });

  it('a stage of users among stages of rates is the odd one, and hides no mistake of the others', async () => {
    const stages = (lines: readonly string[], more = 'base: 5/s, '): Given => ({
      files: {
        'my.yaml': `version: 1\ntarget: http://127.0.0.1:1\nload:\n  ${more.replace(', ', '\n  ')}stages:\n${lines.map((line) => `    - {${line}}\n`).join('')}`,
      },
    });
    const odd = 'a load has either rates or users, and this one has rates';
    const rates = ['name: a, for: 5s, rate: 1x', 'name: b, for: 5s, rate: {rampe: [1x, 2x]}', 'name: c, for: 5s, rate: 500'];
    const mistakes = await mistakesOf(stages([...rates, 'name: d, for: 5s, users: 5']));
    assert.deepEqual(
      mistakes.map((text) => text.replace(/;.*/, '')),
      [
        'my.yaml:7:32: expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}',
        'my.yaml:8:32: 500 of what? write 500/s, or 500x for 500 times the base',
        `my.yaml:9:26: ${odd}`,
      ],
    );
    assert.deepEqual(await mistakesOf(stages(['name: a, for: 5s, rate: 1x', 'name: b, for: 5s, rate: 2x, users: 5'])), [
      `my.yaml:7:36: ${odd}`,
    ]);
    // As many of the one as of the other: what only the open model has decides.
    const even = ['name: a, for: 5s, rate: 1x', 'name: b, for: 5s, users: 5'];
    assert.deepEqual(await mistakesOf(stages(even)), [`my.yaml:7:26: ${odd}`]);
    assert.deepEqual(await mistakesOf(stages(even, 'think: 1s, ')), [
      'my.yaml:6:26: a load has either rates or users, and this one has users',
    ]);
  });

  it('refuses the flags that set a rate', async () => {
    const files = { 'my.yaml': closed };
    assert.match((await errorOf({ files, overrides: { rate: '5/s' } })).message, /^flag --rate: base is what 1x means/);
    assert.match((await errorOf({ files, overrides: { peak: '5x' } })).message, /^flag --peak: no stage of the scenario has a multiple/);
    const { plan } = await planOf({ files, overrides: { duration: '50s' } });
    assert.equal(plan.load.totalMs, 50_000);
  });
});
