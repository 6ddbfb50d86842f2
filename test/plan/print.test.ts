import assert from 'node:assert/strict';
import { printPlan } from '../../src/plan/print.ts';
import { redactPlan } from '../../src/plan/redact.ts';
import { assertGolden } from '../support/golden.ts';
import { everyFile, planOf, whole, type Given } from '../support/plans.ts';

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
});
