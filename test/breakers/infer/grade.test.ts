import assert from 'node:assert/strict';
import { bestOf, gradeText } from '../../../src/breakers/infer/grade.ts';
import { declined, type Inference } from '../../../src/breakers/infer/inference.ts';

const no = declined('why');
const none: Inference = { declined: null, moves: [], watched: [[0, 1]], detail: '' };
const trip: Inference = { ...none, moves: [{ from: 'closed', to: 'open', atMs: [0, 1] }] };

describe('the grade that counts', () => {
  for (const [what, B, C, D, wanted] of [
    ['nothing can tell', no, no, no, null],
    ['silence before all', trip, trip, trip, 'B'],
    ['a signature before a silence that was not seen', none, trip, none, 'C'],
    ['calls that went on before a collapse of times', none, no, trip, 'B'],
    ['a collapse where nothing else can tell', no, no, trip, 'D'],
    ['that nothing collapsed where nothing else can tell', no, no, none, 'D'],
    ['that no call was missing', none, no, no, 'B'],
  ] as const)
    it(what, () => assert.equal(bestOf({ B, C, D }), wanted));

  it('has words for what was seen and for what was not', () => {
    assert.equal(gradeText('A'), 'A reported');
    assert.equal(gradeText('B'), 'B upstream silent');
    assert.equal(gradeText('B', false), 'B upstream not silent');
    assert.match(gradeText('D'), /^D consistent with/);
  });
});
