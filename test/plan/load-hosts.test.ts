import assert from 'node:assert/strict';
import { loadHosts } from '../../src/plan/load-hosts.ts';
import { planOf } from '../support/plans.ts';

async function hostsOf(target: string, steps: readonly string[], env: Record<string, string> = {}): Promise<string[]> {
  const lines = [
    'version: 1',
    `target: ${target}`,
    'load:',
    '  base: 5/s',
    '  stages: [{name: baseline, for: 20s, rate: 1x}]',
    `  journeys: [{name: visit, steps: [${steps.map((step) => `{get: "${step}"}`).join(', ')}]}]`,
    'allowHosts: [shop.example, cdn.example, "2001:db8::1"]',
    '',
  ];
  const { plan } = await planOf({ files: { 'my.yaml': lines.join('\n') }, env });
  return loadHosts(plan, env);
}

describe('where load goes', () => {
  it("is the target's host, and hosts of steps, each once and without ports", async () => {
    const steps = ['/', 'https://CDN.example:8443/a/${zipf(1, 5)}', 'http://shop.example/b', 'http://[2001:db8::1]:80/'];
    assert.deepEqual(await hostsOf('https://shop.example:8443/x', steps), ['shop.example', 'cdn.example', '2001:db8::1']);
  });

  it('is known of what the environment fills in', async () => {
    const env = { SHOP: 'https://shop.example', CDN: 'cdn.example' };
    assert.deepEqual(await hostsOf('"${env.SHOP}"', ['http://${env.CDN}/a'], env), ['shop.example', 'cdn.example']);
  });

  it('is nowhere else with the storefront', async () => {
    assert.deepEqual(await hostsOf('{storefront: resilient}', ['/']), []);
  });
});
