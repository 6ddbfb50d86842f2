import assert from 'node:assert/strict';
import { leftOutOf, trendsOf } from '../../../src/analysis/compare/trends.ts';
import { fingerprint, recovered, summary, timed } from '../../support/run-summaries.ts';

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
    const counted = (...ended: number[]): number[] =>
      leftOutOf(ended.map((exitCode) => summary({ exitCode }))).notJudged.map(({ exitCode }) => exitCode);
    assert.deepEqual(counted(7, 6, 130, 130), [130, 6, 7]);
  });

  it('of a metric that is not known everywhere keep their places', () => {
    const [group] = trendsOf([recovered(500), recovered(null), recovered(null, { censoredAtMs: null }), recovered(700)]);
    const metric = group?.metrics.find(({ unit, metric: name }) => unit === 'ms' && name.startsWith('recovery'));
    assert.deepEqual([metric?.values, metric?.notRecovered, metric?.median], [[500, null, null, 700], [false, true, false, false], 700]);
  });
});
