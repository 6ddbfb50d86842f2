import assert from 'node:assert/strict';
import { readBound } from '../../src/plan/compile-watched.ts';
import { fillEnvironment } from '../../src/plan/environment.ts';
import { printPlan } from '../../src/plan/print.ts';
import { broken, planOf } from '../support/plans.ts';

const watched = broken(
  'reconcile:',
  `alerts: {alertmanager: "http://127.0.0.1:9093", match: {service: shop, tier: 1}}
probes:
  - {name: up, http: /health}
  - {name: sane, http: {url: "http://127.0.0.1:9000/x", expect: {status: 200, body: "for \${env.SHOP}"}}, every: 1s, timeout: 300ms}
  - {name: db, tcp: "127.0.0.1:5432", during: peak}
  - {name: jobs, command: [./jobs.sh, --of, "\${env.SHOP}"]}
  - {name: queue, prometheus: {url: "http://127.0.0.1:9090", query: "sum(depth)", is: below 5}}
reconcile:`,
);

describe('what is watched beside the load', () => {
  it('is planned with its times, addresses on the target, and commands in the folder of the scenario', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': watched }, env: { SHOP: 'eu' } });
    assert.deepEqual(plan.alerts, { source: 'alertmanager', url: 'http://127.0.0.1:9093', match: { service: 'shop', tier: '1' } });
    const expect = { status: null, degraded: null };
    assert.deepEqual(plan.probes, [
      { name: 'up', look: { how: 'http', url: 'http://127.0.0.1:8080/health', expect }, everyMs: 5_000, timeoutMs: 2_000, during: null },
      {
        name: 'sane',
        look: { how: 'http', url: 'http://127.0.0.1:9000/x', expect: { status: [200], degraded: null, body: ['for ${env.SHOP}'] } },
        everyMs: 1_000,
        timeoutMs: 300,
        during: null,
      },
      { name: 'db', look: { how: 'tcp', address: '127.0.0.1:5432' }, everyMs: 5_000, timeoutMs: 2_000, during: 'peak' },
      {
        name: 'jobs',
        look: { how: 'command', command: ['./jobs.sh', '--of', '${env.SHOP}'], cwd: '/work' },
        everyMs: 5_000,
        timeoutMs: 2_000,
        during: null,
      },
      {
        name: 'queue',
        look: {
          how: 'prometheus',
          url: 'http://127.0.0.1:9090',
          query: 'sum(depth)',
          is: { text: 'below 5', comparison: '<', number: 5 },
        },
        everyMs: 5_000,
        timeoutMs: 2_000,
        during: null,
      },
    ]);
    const filled = fillEnvironment(plan, { SHOP: 'eu' }).probes?.map(({ look }) => look);
    assert.ok(filled?.[1]?.how === 'http' && filled[1].expect.body?.[0] === 'for eu');
    assert.ok(filled[3]?.how === 'command' && filled[3].command[2] === 'eu');
  });

  it('leaves no key in a plan that has nothing of it', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': broken('error rate < 1%', 'error rate < 2%') } });
    for (const key of ['alerts', 'probes', 'gate']) assert.ok(!(key in plan), key);
  });

  it('keeps a path on the storefront as it is, whose address is known when it runs', async () => {
    const { plan } = await planOf({
      files: {
        'my.yaml':
          'version: 1\ntarget: {storefront: resilient}\nprobes: [{name: up, http: /health}]\nload: {base: 1/s, stages: [{name: a, for: 1s, rate: 1x}]}\n',
      },
    });
    assert.ok(plan.probes?.[0]?.look.how === 'http' && plan.probes[0].look.url === '/health');
  });

  it('is shown with where it came from, and so is a gate that is off, which does not change the hash', async () => {
    const files = { 'my.yaml': watched };
    const env = { SHOP: 'eu' };
    const on = (await planOf({ files, env })).plan;
    const off = (await planOf({ files, env, overrides: { gate: 'off' } })).plan;
    assert.equal(off.gate, 'off');
    assert.equal(off.hash, on.hash);
    const text = printPlan(off);
    assert.match(text, /Alertmanager {2}http:\/\/127\.0\.0\.1:9093 {2}service=shop, tier=1 {2}\[my\.yaml:42\]/);
    assert.match(text, /db +connect to 127\.0\.0\.1:5432 +every 5 s, within 2 s, during peak +\[my\.yaml:46\]/);
    assert.match(text, /queue +sum\(depth\) below 5 at http:\/\/127\.0\.0\.1:9090/);
    assert.match(text, /gate: off \[flag --gate\]/);
    assert.doesNotMatch(printPlan(on), /gate/);
  });

  it('reads bounds as people write them', () => {
    assert.deepEqual(readBound('< 5'), { text: '< 5', comparison: '<', number: 5 });
    assert.deepEqual(readBound('above -1.5e3'), { text: 'above -1.5e3', comparison: '>', number: -1500 });
    assert.deepEqual(readBound('== 0'), { text: '== 0', comparison: '==', number: 0 });
    for (const text of ['5', '< five', '=< 5', '< 5 ms', '']) assert.equal(readBound(text), null, text);
  });
});
