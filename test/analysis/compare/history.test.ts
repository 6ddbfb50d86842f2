import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { byTime, historyLine, isNight, parseHistory } from '../../../src/analysis/compare/history.ts';
import { recovered, summary, timed } from '../../support/run-summaries.ts';

const runs = [timed(40), recovered(null), recovered(1_234.5), summary({ exitCode: 8 })];
const text = runs.map(historyLine).join('');

describe('a history', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseHistory(text), { runs, unreadable: [] });
    assert.deepEqual(parseHistory(''), { runs: [], unreadable: [] });
  });

  it('a union merge in any order is the same history', () => {
    const lines = text.trimEnd().split('\n');
    fc.assert(
      fc.property(fc.shuffledSubarray([...lines, ...lines], { minLength: 8, maxLength: 8 }), (merged) => {
        assert.deepEqual(parseHistory(merged.join('\n')).runs, runs);
      }),
    );
  });

  it('runs that began at once stand by their ids, on every machine', () => {
    const at = '2026-11-27T02:01:00.000Z';
    const [a, b, earlier] = [summary({ at, run: 'a' }), summary({ at, run: 'b' }), summary({ at: '2026-11-26T02:01:00.000Z', run: 'c' })];
    assert.deepEqual([byTime(a, b), byTime(b, a), byTime(a, a), byTime(earlier, a), byTime(a, earlier)], [-1, 1, 0, -1, 1]);
    for (const lines of [
      [a, b, earlier],
      [b, earlier, a],
    ])
      assert.deepEqual(
        parseHistory(lines.map(historyLine).join('')).runs.map(({ run }) => run),
        ['c', 'a', 'b'],
      );
  });

  it('a torn line, a conflict mark and another format are left out and told', () => {
    const torn = `${text}<<<<<<< ours\n{"schema":2}\n${historyLine(timed(41)).slice(0, 50)}`;
    assert.deepEqual(parseHistory(torn), { runs, unreadable: [5, 6, 7] });
    assert.deepEqual(parseHistory(text.replaceAll('\n', '\r\n')).runs, runs);
  });

  it('only what held, or was worse and no re-run, is held against later runs', () => {
    const wanted: [Parameters<typeof summary>[0], boolean][] = [
      [{}, true],
      [{ exitCode: 8 }, true],
      [{ exitCode: 3 }, false],
      [{ exitCode: 6 }, false],
      [{ exitCode: 130 }, false],
      [{ rerunOf: 'other' }, false],
    ];
    for (const [part, counts] of wanted) assert.equal(isNight(summary(part)), counts, JSON.stringify(part));
  });
});
