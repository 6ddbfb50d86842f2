import assert from 'node:assert/strict';
import { verdictSchema } from '../../src/analysis/analysis.ts';
import { objectivesSummary, runFacts, verdictMark, verdictTone, verdictWord } from '../../src/report/verdict.ts';
import { breached, held, loadOnly } from '../support/sample-analysis.ts';

describe('the verdict', () => {
  for (const [verdict, word, mark, tone] of [
    ['held', 'PASS', '✓', 'good'],
    ['breached', 'FAIL', '✗', 'bad'],
    ['inconclusive', 'INCONCLUSIVE', '?', 'unsure'],
    ['aborted', 'ABORTED', '✗', 'bad'],
  ] as const)
    it(`${verdict} is ${word} ${mark}`, () => {
      assert.deepEqual([verdictWord(verdict), verdictMark(verdict), verdictTone(verdict)], [word, mark, tone]);
    });

  it('has a word of its own for each', () => {
    assert.equal(new Set(verdictSchema.options.map(verdictWord)).size, verdictSchema.options.length);
  });

  it('is summed up in objectives', () => {
    assert.equal(objectivesSummary(held), '5 of 5 objectives held');
    assert.equal(objectivesSummary(breached), '2 of 5 objectives held');
    assert.equal(objectivesSummary(loadOnly), 'no objectives were set');
    assert.equal(objectivesSummary({ ...held, objectives: held.objectives.slice(0, 1) }), '1 of 1 objective held');
  });

  it('stands with what tells one run from another', () => {
    assert.deepEqual(runFacts(held), ['1 m 40 s', 'seed 1', 'run 20261127-020100-k3f']);
  });
});
