import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { instancesNeeded, ofInstances, type InstanceAnswer } from '../../src/objectives/share-of-instances.ts';

const words = { wanted: 'opens', none: 'never opened' };
const answer = fc.constantFrom<InstanceAnswer>({ is: 'yes' }, { is: 'no' }, { is: 'unknown', why: 'silent' });
const share = fc.constantFrom(0, 0.25, 0.5, 0.51, 1);

describe('a share of instances', () => {
  it('is at least one, and never less than was said', () => {
    assert.deepEqual(
      [
        [0, 4],
        [0.5, 4],
        [0.5, 3],
        [0.51, 4],
        [1, 3],
        [0.1, 10],
        [0.3, 10],
      ].map(([of, n]) => instancesNeeded(of as number, n as number)),
      [1, 2, 2, 3, 3, 1, 3],
    );
  });

  it('is judged as it would be whatever the unknown ones turned out to be, and else not at all', () => {
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 6 }), share, (answers, of) => {
        const turned = (is: 'yes' | 'no'): string =>
          ofInstances(
            answers.map((one) => (one.is === 'unknown' ? { is } : one)),
            of,
            words,
          ).verdict;
        const [best, worst] = [turned('yes'), turned('no')];
        assert.equal(ofInstances(answers, of, words).verdict, best === worst ? best : 'inconclusive');
      }),
    );
  });

  it('says nothing of what was not seen of any', () => {
    const silent: InstanceAnswer = { is: 'unknown', why: 'silent' };
    const actual = (...answers: InstanceAnswer[]): string | null => ofInstances(answers, 1, words).actual;
    assert.deepEqual([actual(silent), actual(silent, silent), actual(silent, { is: 'yes' })], [null, null, '1 of 2 instances']);
  });

  it('tells the time that decides: of the last one that is needed', () => {
    const at = (ms: number): InstanceAnswer => ({ is: 'yes', atMs: [ms, ms + 1] });
    const actual = (of: number): string | null =>
      ofInstances([at(300), at(100), at(200)], of, { ...words, time: ([from]) => `${from} ms` }).actual;
    assert.deepEqual([actual(0), actual(0.5), actual(1)], ['100 ms', '200 ms', '300 ms']);
  });

  it('does not say of one that is not known that it did nothing', () => {
    const words = { wanted: 'opens within 5 s', none: 'never opened', time: ([from, to]: readonly [number, number]) => `${from} to ${to}` };
    const silent: InstanceAnswer = { is: 'unknown', why: 'silent' };
    assert.equal(ofInstances([{ is: 'no' }, silent], 0, words).actual, '0 of 2 instances');
    assert.equal(ofInstances([{ is: 'no' }, { is: 'no' }], 0, words).actual, 'never opened');
    assert.equal(ofInstances([silent, silent], 0, words).actual, null);
  });
});
