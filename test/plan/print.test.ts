import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import { redactPlan } from '../../src/plan/redact.ts';
import { assertGolden } from '../support/golden.ts';
import { broken, everyFile, planOf, whole, type Given } from '../support/plans.ts';

const rows: readonly (readonly [file: string, given: Given])[] = [
  ['black-friday.txt', { scenario: 'black-friday' }],
  [
    'url.txt',
    { scenario: 'http://127.0.0.1:8080/health', overrides: { rate: '50/s', peak: '3x', headers: ['authorization: Bearer abcdef'] } },
  ],
  [
    'own-system.txt',
    {
      files: { 'my.yaml': whole },
      overrides: { duration: '50s', objectives: ['p99 of checkout < 1s after payments-slow', 'error rate < 0.001% during recovery'] },
    },
  ],
  ['every-key.txt', { files: everyFile, env: { PASSWORD: 'abcdef' } }],
];

describe('chaos plan prints', () => {
  for (const [file, given] of rows) {
    it(file, async () => {
      const { plan } = await planOf(given);
      const text = printPlan(redactPlan(plan)).replaceAll('/work/', '/here/');
      assertGolden(`plan/${file}`, text);
      assert.doesNotMatch(text, /abcdef|undefined|NaN|\[object/);
    });
  }

  it('arrivals that are drawn as about so many', async () => {
    const text = printPlan((await planOf({ files: { 'my.yaml': broken('timeout: 5s', 'arrival: poisson') } })).plan);
    assert.match(text, /^timeline: 1 m 40 s, about 34000 arrivals$/m);
    assert.match(text, /^baseline +0 s +20 s +100\/s +about 2000 /m);
  });

  it('a recording with its speed, its factor and how much of it is replayed', async () => {
    const rate = '{replay: {every: 60s, rates: [5, 12, 40], speed: 60, peak: 10x}}';
    const text = printPlan(
      (await planOf({ files: { 'my.yaml': broken('for: 60s, rate: 5x', `for: 2s, rate: ${rate}`).replace('peak + 10s', 'peak') } })).plan,
    );
    assert.match(text, /replay at 60 times its speed, rates times 25, the first 2 s of 3 s, up to 300\/s/);
  });
});
