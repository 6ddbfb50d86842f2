import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { displayWidth } from '../../src/report/columns.ts';
import { renderMany } from '../../src/report/many.ts';
import { assertGolden } from '../support/golden.ts';
import { aborted, breached, held, hostile, inconclusive } from '../support/sample-analysis.ts';

const finished = (...all: (typeof held)[]) =>
  all.map((analysis) => ({ analysis, paths: ['reports/x/report.json', 'reports/x/report.html'] }));

describe('several runs in one command', () => {
  it('are a line each with the reason of those that did not hold, and the exit code', () => {
    const text = renderMany(finished(held, breached, inconclusive, aborted), { color: false, width: 80, exitCode: 5 });
    assertGolden('report/many.txt', `${text}\n`);
    assert.match(text, /\n1 of 4 runs held, exit code 5$/);
  });

  it("the exit code is the command's: of one that could not start there is no row", () => {
    assert.match(renderMany(finished(held), { color: false, width: 80, exitCode: 4 }), /\n1 of 1 run held, exit code 4$/);
  });

  it('of one scenario say which of them they are', () => {
    const [first, second, control] = [
      { role: 'repeat', number: 1, of: 2 },
      { role: 'repeat', number: 2, of: 2 },
      { role: 'control', number: 1, of: 1 },
    ].map((mark) => ({ ...held, run: { ...held.run, attempt: { group: 'g', ...mark } as Analysis['run']['attempt'] } }));
    const text = renderMany(finished(first!, second!, control!), { color: false, width: 80, exitCode: 0 });
    assert.match(text, /black-friday {2}repeat 1 of 2 .*\n.*\n.*black-friday {2}repeat 2 of 2 .*\n.*\n.*black-friday {2}control /);
  });

  it('fit the width, whatever they are called', () => {
    for (const width of [40, 60, 80, 120])
      for (const line of renderMany(finished(hostile, breached), { color: false, width, exitCode: 3 }).split('\n'))
        assert.ok(displayWidth(line) <= width, line);
  });

  it('show the report for people, not the first file', () => {
    const text = renderMany(finished(held), { color: false, width: 80, exitCode: 0 });
    assert.match(text, /reports\/x\/report\.html/);
    assert.doesNotMatch(text, /report\.json/);
  });
});
