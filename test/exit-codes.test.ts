import assert from 'node:assert/strict';
import { worstOf } from '../src/exit-codes.ts';

describe('exit codes of several runs', () => {
  const rows: [title: string, codes: number[], worst: number][] = [
    ['nothing ran', [], 0],
    ['all held', [0, 0], 0],
    ['inconclusive is worse than held', [0, 6], 6],
    ['a breach is worse than an inconclusive run', [6, 3, 0], 3],
    ['a regression is not as bad as a breach', [8, 3], 3],
    ['an abort is worse than a breach', [3, 5], 5],
    ['what was left behind is worst of all', [1, 2, 3, 4, 5, 6, 7, 8, 0], 7],
    ['a signal stops the rest', [0, 130], 130],
    ['a code nobody knows is a bug', [99], 1],
  ];
  for (const [title, codes, worst] of rows) it(title, () => assert.equal(worstOf(codes), worst));
});
