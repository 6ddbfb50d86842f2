import assert from 'node:assert/strict';
import { readBaseline, writeBaseline } from '../../../src/analysis/compare/baseline.ts';
import { timed } from '../../support/run-summaries.ts';

const [first, second] = [timed(40), timed(41)];
const baseline = { schema: 1, name: 'main', scenario: 'checkout', planHash: 'a', plan: { load: { totalMs: 1 } } } as const;

describe("a baseline's file", () => {
  it('is the same text for the same runs, whatever order they were named in, one run a line', () => {
    const text = writeBaseline({ ...baseline, runs: [second, first] });
    assert.equal(text, writeBaseline({ ...baseline, runs: [first, second] }));
    assert.deepEqual(readBaseline(text), { ...baseline, runs: [first, second] });
    assert.equal(text.split('\n').filter((line) => line.includes('"run":')).length, 2);
    assert.ok(text.endsWith('}\n'));
  });

  it('what is none is none', () => {
    for (const text of ['', '{}', '[]', 'null', JSON.stringify({ ...baseline, runs: [] })]) assert.equal(readBaseline(text), undefined);
  });
});
