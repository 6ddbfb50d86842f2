import assert from 'node:assert/strict';
import { casesOf, type Case } from '../../../bench/load/cases.ts';
import { cellOf, rowsOf, type Row } from '../../../bench/load/rows.ts';
import { measuredAs } from './measured.ts';

function caseOf(name: string): Case {
  const found = casesOf(false).find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}

function rowOf(one: Case, title: RegExp): Row {
  const found = rowsOf(one).find((row) => title.test(row.title));
  assert.ok(found, `${one.name} has no row ${title}`);
  return found;
}

describe('rows of the bench', () => {
  it('a cell shows the median of the rounds, of each figure on its own', () => {
    const rounds = [
      [90, 105],
      [98, 101],
      [95, 110],
    ].map(([least = 0, most = 0]) => measuredAs({ per100Ms: { least, most } }));
    assert.equal(cellOf(rowOf(caseOf('1000'), /arrivals/), rounds), '95-105');
  });

  it('what a tool does not tell is a dash', () => {
    assert.equal(cellOf(rowOf(caseOf('1000'), /as told/), [measuredAs({})]), '-');
    assert.equal(cellOf(rowOf(caseOf('frozen'), /p95/), [measuredAs({ told: { p95Ms: null } })]), '-');
    assert.equal(cellOf(rowOf(caseOf('1000'), /CPU per/), []), '-');
  });

  it('there is no negative zero', () => {
    const row = rowOf(caseOf('1000'), /rate error/);
    assert.equal(cellOf(row, [measuredAs({ rateError: -0.000_000_1 })]), '0.000');
    assert.equal(cellOf(row, [measuredAs({ rateError: -0.05 })]), '-5.000');
  });

  it('too many is as wrong a rate as too few', () => {
    const one = caseOf('1000');
    const { score } = rowOf(one, /rate error/);
    assert.equal(score?.(measuredAs({ rateError: -0.05 }), one), score?.(measuredAs({ rateError: 0.05 }), one));
  });

  it('evenness is the furthest from the even share, either way', () => {
    const one = caseOf('1000');
    const { score } = rowOf(one, /arrivals/);
    assert.equal(score?.(measuredAs({ per100Ms: { least: 97, most: 102 } }), one), 3);
    assert.equal(score?.(measuredAs({ per100Ms: { least: 99, most: 110 } }), one), 10);
  });

  it('flat out, more is better', () => {
    const one = caseOf('flat-out');
    const { score } = rowOf(one, /per second/);
    assert.ok((score?.(measuredAs({ requestsPerSecond: 200 }), one) ?? 0) < (score?.(measuredAs({ requestsPerSecond: 100 }), one) ?? 0));
  });

  it('the truth of the faults is that of 2 s out of 12 at 200/s', () => {
    const titles = [...rowsOf(caseOf('closed-port')), ...rowsOf(caseOf('frozen'))].map(({ title }) => title);
    for (const title of [
      'requests (truth 2400)',
      'failed (truth 400)',
      'connection attempts refused (truth 400)',
      'p90, s (truth 0.80)',
      'p95, s (truth 1.40)',
      'p99, s (truth 1.88)',
    ])
      assert.ok(titles.includes(title), `${title} is not in ${titles.join(', ')}`);
  });

  it('the nearer to the truth the better; what looks the same in the table is as near', () => {
    const one = caseOf('frozen');
    const { score } = rowOf(one, /p90/);
    const of = (p90Ms: number): number => score?.(measuredAs({ told: { p90Ms } }), one) ?? Number.NaN;
    assert.ok(of(805) < of(780) && of(780) < of(100));
    assert.equal(of(801.2), of(799));
  });
});
