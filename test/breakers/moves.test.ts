import assert from 'node:assert/strict';
import { bridge, endsEitherWay, movesOf, type Counts } from '../../src/breakers/moves.ts';

const counts = (opened: number, halfOpened: number, closed: number): Counts => ({ opened, halfOpened, closed });
const text = (moves: readonly { from: string; to: string }[]): string => moves.map(({ from, to }) => `${from}>${to}`).join(' ');

describe('moves of a breaker', () => {
  for (const [from, counted, end, moves] of [
    ['closed', counts(1, 0, 0), 'closed', 'closed>open'],
    ['closed', counts(1, 1, 1), 'closed', 'closed>open open>half-open half-open>closed'],
    ['closed', counts(2, 1, 1), 'closed', 'closed>open open>half-open half-open>closed closed>open'],
    ['closed', counts(2, 2, 1), 'closed', 'closed>open open>half-open half-open>open open>half-open half-open>closed'],
    ['half-open', counts(1, 0, 1), 'closed', 'half-open>closed closed>open'],
    ['open', counts(1, 1, 1), 'closed', 'open>half-open half-open>closed closed>open'],
    ['closed', counts(1, 0, 1), 'closed', 'closed>open half-open>closed'],
    ['open', counts(1, 0, 1), 'closed', 'half-open>open half-open>closed'],
    ['open', counts(1, 0, 1), 'open', 'half-open>closed closed>open'],
    ['open', counts(2, 0, 1), 'open', 'half-open>closed closed>open half-open>open'],
    ['closed', counts(2, 0, 1), 'closed', 'closed>open half-open>open half-open>closed'],
    ['closed', counts(2, 0, 1), 'open', 'closed>open half-open>closed closed>open'],
    [null, counts(0, 0, 1), 'closed', 'half-open>closed'],
    [null, counts(1, 0, 2), 'closed', 'half-open>closed closed>open half-open>closed'],
    ['closed', counts(0, 0, 3), 'closed', ''],
    ['closed', counts(0, 0, 0), 'closed', ''],
  ] as const)
    it(`from ${from}, ${JSON.stringify(counted)}, to end ${end}`, () => assert.equal(text(movesOf(from, counted, end)), moves));

  for (const [from, counted, either] of [
    ['open', counts(1, 0, 1), true],
    ['open', counts(0, 0, 1), false],
    ['open', counts(1, 1, 1), false],
    ['closed', counts(1, 0, 1), false],
    ['closed', counts(2, 0, 1), true],
    ['half-open', counts(1, 0, 1), false],
    ['open', counts(3, 0, 0), false],
  ] as const)
    it(`from ${from}, ${JSON.stringify(counted)} ${either ? 'leaves open where it ended' : 'tells where it ended'}`, () =>
      assert.equal(endsEitherWay(from, counted), either));

  it('what lies between two states that were seen', () => {
    assert.equal(text(bridge('closed', 'half-open')), 'closed>open open>half-open');
    assert.equal(text(bridge('open', 'closed')), 'open>closed');
    assert.equal(text(bridge('open', 'open')), '');
  });
});
