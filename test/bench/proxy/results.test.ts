import assert from 'node:assert/strict';
import { addedTo, figuresOf, medianOf, ratios } from '../../../bench/proxy/results.ts';
import { sample } from './sample.ts';

const samples = [
  sample('paced', 'embedded', 2, { p50Ms: 5 }),
  sample('paced', 'embedded', 1, { p50Ms: 3 }),
  sample('paced', 'real', 1, { p50Ms: 6 }),
  sample('paced', 'direct', 1, { p50Ms: 2 }),
  sample('flat-out', 'embedded', 1, { p50Ms: 100 }),
];

describe('results of the proxy bench', () => {
  it('are found by case, subject and figure, in the order of the rounds', () => {
    assert.deepEqual(
      [...figuresOf(samples, 'paced', 'embedded', 'p50Ms')],
      [
        [1, 3],
        [2, 5],
      ],
    );
    assert.equal(figuresOf(samples, 'paced', 'embedded', 'other').size, 0);
  });

  it('are compared round by round, where both were measured', () => {
    const [ours, theirs] = [figuresOf(samples, 'paced', 'embedded', 'p50Ms'), figuresOf(samples, 'paced', 'real', 'p50Ms')];
    assert.deepEqual([...ratios(ours, theirs)], [[1, 0.5]]);
    assert.deepEqual([...addedTo(samples, 'paced', 'embedded', 'p50Ms')], [[1, 1]]);
    assert.equal(medianOf(ours), 4);
    assert.equal(medianOf(new Map()), null);
  });
});
