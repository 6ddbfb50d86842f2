import assert from 'node:assert/strict';
import { planDifferences } from '../../src/plan/plan-difference.ts';
import { analysisVersion, hashedParts, hashPlan } from '../../src/plan/plan-hash.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { broken, planOf, whole } from '../support/plans.ts';

async function made(text: string): Promise<Plan> {
  return (await planOf({ files: { 'my.yaml': text } })).plan;
}

describe('what differs between two plans', () => {
  let own: Plan;
  before(async () => (own = await made(whole)));
  const against = async (text: string): Promise<string[]> => planDifferences(hashedParts(own), hashedParts(await made(text)));

  it('is nothing where their hashes are the same', async () => {
    assert.deepEqual(await against(`# a comment\n${whole.replace('name: shop', 'name: shop\ntitle: Other\nseed: 9')}`), []);
    assert.deepEqual(await against(broken('target: http://127.0.0.1:8080', 'target: {url: "http://127.0.0.1:9090", version: big}')), []);
  });

  it('is named by stage, fault and target, with both values', async () => {
    assert.ok(
      (await against(broken('latency: 2s', 'latency: 3s'))).includes('faults.payments-slow.spec.attributes.latency: 2000 against 3000'),
    );
    const longer = await against(broken('name: peak, for: 60s', 'name: peak, for: 70s'));
    assert.ok(longer.includes('load.stages.peak.forMs: 60000 against 70000'), longer.join('\n'));
    assert.ok(longer.length <= 6);
    const elsewhere = await made(whole.replaceAll('127.0.0.1:8080', 'localhost:8080'));
    assert.match(
      planDifferences(hashedParts(own), hashedParts(elsewhere)).join('\n'),
      /^target: http:\/\/127\.0\.0\.1 against http:\/\/localhost$/m,
    );
  });

  it('a fault more in the middle makes only itself different', () => {
    const faults = { a: { id: 'a' }, b: { id: 'b' } };
    assert.deepEqual(planDifferences([faults.a, faults.b], [faults.a, { id: 'new' }, faults.b]), ['new: none against {"id":"new"}']);
  });

  it('the rules of analysis are in the hash, and told', () => {
    assert.equal(own.analysisVersion, analysisVersion);
    assert.equal(hashPlan(own), own.hash);
    const { analysisVersion: _, ...earlier } = own;
    assert.deepEqual(planDifferences(hashedParts(earlier), hashedParts(own)), [`analysis: none against ${analysisVersion}`]);
  });
});
