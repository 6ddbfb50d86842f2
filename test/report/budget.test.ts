import assert from 'node:assert/strict';
import { budgetParts } from '../../src/report/budget.ts';
import { held } from '../support/sample-analysis.ts';

describe('the error budget', () => {
  for (const [text, parts] of [
    [
      'full failure: 0.1 min; a month at 99.9 %: 0.23 % of 43.2 min',
      [
        ['full failure', '0.1 min'],
        ['a month at 99.9 %', '0.23 % of 43.2 min'],
      ],
    ],
    ['a sentence without a name', [['', 'a sentence without a name']]],
    ['at 12:30 it was: gone', [['at 12:30 it was', 'gone']]],
    [' ; ', []],
    ['', []],
  ] as const)
    it(`of ${JSON.stringify(text)} has ${parts.length} parts`, () => {
      assert.deepEqual(budgetParts(text), parts);
    });

  it('of an analysis has a name for every figure', () => {
    const parts = budgetParts(held.impact.budget);
    assert.equal(parts.length, 4);
    assert.ok(parts.every(([name, value]) => name !== '' && value !== ''));
  });
});
