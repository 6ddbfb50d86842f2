import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Event } from '../../src/events/event.ts';
import { redactPlan, secretsOf } from '../../src/plan/redact.ts';
import { fingerprintOf, versionPath } from '../../src/run/fingerprint.ts';
import { broken, mistakesOf, planOf, whole } from '../support/plans.ts';
import { fingerprint } from '../support/run-summaries.ts';
import { stage, syntheticLog } from '../support/synthetic-log.ts';

const at = (version: string): string =>
  broken('target: http://127.0.0.1:8080', `target: {url: "http://127.0.0.1:8080", version: ${version}}`);
const identity = '\nidentity: {url: /info, equals: {}}\n';

describe('fingerprint', () => {
  it('says on what a run is done, and not where', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': at('staging-4cpu') } });
    const found = fingerprintOf(plan, {});
    assert.deepEqual([found.node, found.targetVersion], [process.versions.node, 'staging-4cpu']);
    assert.ok(found.cpu !== '' && found.cores >= 1 && found.memoryBytes > 0);
    assert.ok(!JSON.stringify(found).includes(hostname()) && !JSON.stringify(found).includes(process.cwd()));
    assert.equal(fingerprintOf((await planOf({ files: { 'my.yaml': whole } })).plan, {}).targetVersion, null);
  });

  it('a label of the environment is filled in, and is no secret', async () => {
    const env = { SIZE: 'four-cpus', TOKEN: 'hush-hush' };
    const text = at('"${env.SIZE}", headers: {authorization: "Bearer ${env.TOKEN}"}');
    const { plan } = await planOf({ files: { 'my.yaml': text }, env });
    assert.equal(fingerprintOf(plan, env).targetVersion, 'four-cpus');
    assert.deepEqual([secretsOf(plan, env).includes('four-cpus'), secretsOf(plan, env).includes('hush-hush')], [false, true]);
    assert.match(JSON.stringify(redactPlan(plan)), /"versionLabel":"\$\{env\.SIZE\}"/);
    assert.deepEqual(await mistakesOf({ files: { 'my.yaml': text }, env: { TOKEN: 'x' } }), [
      'my.yaml:3:49: the environment variable SIZE is not set',
    ]);
  });

  it('a label that is read needs the answer it is read in', async () => {
    const { plan } = await planOf({ files: { 'my.yaml': at('{json: "$.size"}') + identity } });
    assert.deepEqual([versionPath(plan), fingerprintOf(plan, {}).targetVersion], ['$.size', null]);
    assert.deepEqual(await mistakesOf({ files: { 'my.yaml': at('{json: "$.size"}') } }), [
      'my.yaml:3:49: version.json is read in the answer of the identity check, and there is none',
    ]);
    assert.match(
      (await mistakesOf({ files: { 'my.yaml': at('{json: size}') + identity } })).join(),
      /expected a JSONPath such as \$\.orderId, got "size"/,
    );
  });

  it('leaves the hash alone, and the label that was read is that of the report', async () => {
    const [one, two] = await Promise.all(['a', 'b'].map(async (label) => (await planOf({ files: { 'my.yaml': at(label) } })).plan));
    assert.equal(one?.hash, two?.hash);
    const read: Event = { tMs: -5, type: 'preflight', check: 'identity', ok: true, detail: '', version: 'big' };
    const log = syntheticLog({ stages: [stage('load', 2, 50)], meets: () => ({ ms: 5 }), events: [read] });
    const { run } = analyse(log.map((event) => (event.type === 'opened' ? { ...event, fingerprint } : event)));
    assert.deepEqual(run.fingerprint, { ...fingerprint, targetVersion: 'big' });
  });
});
