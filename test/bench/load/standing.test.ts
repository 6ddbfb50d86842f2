import assert from 'node:assert/strict';
import { standingOf } from '../../../bench/load/standing.ts';

const tools = (scores: Record<string, number[]>): { tool: string; rounds: number[] }[] =>
  Object.entries(scores).map(([tool, rounds]) => ({ tool, rounds }));

describe('standingOf', () => {
  const rows: [string, Record<string, number[]>, ReturnType<typeof standingOf>][] = [
    ['the least median is ahead', { a: [10, 11, 12], b: [20, 21, 22] }, { ahead: 'a', withinNoise: [] }],
    ['one lucky round is not ahead', { a: [10, 11, 12], b: [1, 40, 40] }, { ahead: 'a', withinNoise: ['b'] }],
    ['a gap within the rounds of the one ahead is noise', { a: [8, 10, 14], b: [15, 15, 15] }, { ahead: 'a', withinNoise: ['b'] }],
    ['a gap within the rounds of the one behind is noise', { a: [10, 10, 10], b: [9, 12, 14] }, { ahead: 'a', withinNoise: ['b'] }],
    ['a gap wider than both is none', { a: [10, 10, 10], b: [11, 12, 12.5] }, { ahead: 'a', withinNoise: [] }],
    ['equals are noise, of one round too', { a: [0], b: [0], c: [1] }, { ahead: 'a', withinNoise: ['b'] }],
    ['the nearest comes first', { a: [20, 30], b: [1, 20], c: [12, 15] }, { ahead: 'b', withinNoise: ['c', 'a'] }],
    ['negative scores: more is better', { a: [-100], b: [-200] }, { ahead: 'b', withinNoise: [] }],
    ['who has no rounds does not take part', { a: [], b: [2], c: [3] }, { ahead: 'b', withinNoise: [] }],
    ['one alone is not ahead of anybody', { a: [1], b: [] }, null],
    ['of nothing', {}, null],
  ];
  for (const [title, scores, expected] of rows) it(title, () => assert.deepEqual(standingOf(tools(scores)), expected));
});
