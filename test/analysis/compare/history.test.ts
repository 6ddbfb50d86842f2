import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { historyLine, isNight, parseHistory } from '../../../src/analysis/compare/history.ts';
import { leftOutOf, trendsOf } from '../../../src/analysis/compare/trends.ts';
import { fingerprint, recovered, summary, timed } from '../../support/run-summaries.ts';

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

describe('trends', () => {
  it('stand together by plan and fingerprint, without re-runs and what was not judged', () => {
    const groups = trendsOf([
      timed(40),
      timed(41, 60, { exitCode: 6 }),
      timed(42, 60, { exitCode: 3 }),
      timed(43, 60, { rerunOf: 'x' }),
      timed(44, 60, { planHash: 'b' }),
      timed(45, 60, { fingerprint: { ...fingerprint, cores: 8 } }),
      timed(46, 60, { fingerprint: null }),
      timed(47, 60, { fingerprint: null }),
    ]);
    const p95s = groups.map(({ metrics }) => metrics.find(({ metric }) => metric === 'p95 of checkout')?.values);
    assert.deepEqual(p95s, [[40, 42], [44], [45], [46, 47]]);
    assert.deepEqual(
      groups[0]?.runs.map(({ counts }) => counts),
      [true, false],
    );
  });

  it('what they leave out is counted, the commonest first', () => {
    const codes = [7, 6, 0, 6, 130, 3, 8];
    const runs = [...codes.map((exitCode) => summary({ exitCode })), summary({ exitCode: 0, rerunOf: 'first' })];
    assert.deepEqual(leftOutOf(runs), {
      notJudged: [
        { exitCode: 6, runs: 2 },
        { exitCode: 7, runs: 1 },
        { exitCode: 130, runs: 1 },
      ],
      reruns: 1,
    });
    assert.deepEqual(leftOutOf([summary()]), { notJudged: [], reruns: 0 });
  });

  it('of a metric that is not known everywhere keep their places', () => {
    const [group] = trendsOf([recovered(500), recovered(null), recovered(null, { censoredAtMs: null }), recovered(700)]);
    const metric = group?.metrics.find(({ unit, metric: name }) => unit === 'ms' && name.startsWith('recovery'));
    assert.deepEqual([metric?.values, metric?.notRecovered, metric?.median], [[500, null, null, 700], [false, true, false, false], 700]);
  });
});
