import assert from 'node:assert/strict';
import { displayWidth } from '../../src/report/columns.ts';
import { renderMany } from '../../src/report/many.ts';
import { assertGolden } from '../support/golden.ts';
import { aborted, breached, empty, held, hostile, inconclusive } from '../support/sample-analysis.ts';

const finished = (...all: (typeof held)[]) =>
  all.map((analysis) => ({ analysis, paths: ['reports/x/report.json', 'reports/x/report.html'] }));

describe('several runs in one command', () => {
  it('are a line each with the reason of those that did not hold, and the worst exit code', () => {
    const text = renderMany(finished(held, breached, inconclusive, aborted), { color: false, width: 80 });
    assertGolden('report/many.txt', `${text}\n`);
    assert.match(text, /\n1 of 4 runs held, exit code 5$/);
  });

  for (const [runs, code] of [
    [[held], 0],
    [[held, breached], 3],
    [[breached, inconclusive], 3],
    [[held, inconclusive], 6],
    [[breached, empty], 130],
  ] as const)
    it(`of ${runs.map(({ verdict }) => verdict).join(' and ')} the exit code is ${code}`, () => {
      assert.match(renderMany(finished(...runs), { color: false, width: 80 }), new RegExp(`exit code ${code}$`));
    });

  it('fit the width, whatever they are called', () => {
    for (const width of [40, 60, 80, 120])
      for (const line of renderMany(finished(hostile, breached), { color: false, width }).split('\n'))
        assert.ok(displayWidth(line) <= width, line);
  });

  it('show the report for people, not the first file', () => {
    const text = renderMany(finished(held), { color: false, width: 80 });
    assert.match(text, /reports\/x\/report\.html/);
    assert.doesNotMatch(text, /report\.json/);
  });
});
