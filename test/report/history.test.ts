import assert from 'node:assert/strict';
import { leftOutOf, trendsOf, type Trends } from '../../src/analysis/compare/trends.ts';
import type { RunSummary } from '../../src/events/run-summary.ts';
import { renderHistory } from '../../src/report/history.ts';
import { summary } from '../support/run-summaries.ts';

function shown(runs: readonly RunSummary[], more: Partial<Trends> = {}): string {
  const trends: Trends = {
    schema: 1,
    file: 'h.ndjson',
    exists: true,
    runs: runs.length,
    added: null,
    unreadable: [],
    leftOut: leftOutOf(runs),
    groups: trendsOf(runs),
    ...more,
  };
  return renderHistory(trends, { color: false, width: 100 });
}

const ended = (...codes: number[]): RunSummary[] => codes.map((exitCode, index) => summary({ run: `run-${index}`, exitCode }));

describe('a history on a terminal', () => {
  it('says of runs that are none of a group that they are there, and why they are not shown', () => {
    assert.equal(shown(ended(6, 6, 7, 6, 6, 130, 6, 6, 6)), '9 runs in h.ndjson, none of them judged (exit 6 ×7, 7, 130)');
    assert.equal(shown(ended(6)), '1 run in h.ndjson, none of them judged (exit 6)');
    assert.equal(
      shown([...ended(6), summary({ run: 'again', rerunOf: 'first' })]),
      '2 runs in h.ndjson, none of them shown: 1 was not judged (exit 6), 1 is a re-run',
    );
  });

  it('counts what it leaves out beside what it shows', () => {
    assert.match(shown(ended(0, 6, 6, 7)), /\nleft out: 3 were not judged \(exit 6 ×2, 7\)$/);
    assert.doesNotMatch(shown(ended(0, 3, 8)), /left out/);
  });

  it('tells a missing file from an empty one, and from one that has none of those asked for', () => {
    assert.match(shown([], { exists: false }), /^h\.ndjson does not exist/);
    assert.equal(shown([]), 'no runs in h.ndjson');
    assert.equal(shown([], { runs: 4 }), '4 runs in h.ndjson, none of them asked for');
  });

  it('says how many were added', () => {
    assert.match(shown(ended(0), { added: { runs: 2, known: 0 } }), /^2 runs added to h\.ndjson\n/);
    assert.match(shown(ended(0), { added: { runs: 0, known: 3 } }), /^0 runs added to h\.ndjson, 3 were in it\n/);
  });
});
