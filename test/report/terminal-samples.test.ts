import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { displayWidth } from '../../src/report/columns.ts';
import { paint } from '../../src/report/styled.ts';
import { renderChosen, traceLines, type ShownChoice } from '../../src/report/terminal-samples.ts';
import { assertGolden } from '../support/golden.ts';
import { empty, held, hostile, samples } from '../support/sample-analysis.ts';

const choice: ShownChoice = { most: 10, slowest: false, route: null, color: false, width: 80 };
const traces = (analysis: Analysis, width = 80): string => paint(traceLines(analysis, width), { width, color: false }).join('\n');

describe('traces in the summary', () => {
  it('one of each cause, and how to see more', () => {
    assert.equal(
      traces(held),
      [
        '  traces     4bf92f3577b34da6a3ce929d0e0e4712  no answer within 5 s',
        '             4bf92f3577b34da6a3ce929d0e0e4710  status 503',
        '             4 kept: chaos report 20261127-020100-k3f --failed 10',
      ].join('\n'),
    );
  });

  it('nothing without a failed request; without traces only the command', () => {
    assert.equal(traces(empty), '');
    const untraced = held.samples.map((sample) => ({ ...sample, traceId: null, spanId: null }));
    assert.equal(traces({ ...held, samples: untraced }), '  failed     4 kept: chaos report 20261127-020100-k3f --failed 10');
  });
});

describe('chosen requests on a terminal', () => {
  it('failed ones are as they were', () => {
    assertGolden('report/failed.txt', `${renderChosen(held, choice)}\n`);
  });

  it('slow ones of a route, as many as were asked for', () => {
    const text = renderChosen(held, { ...choice, slowest: true, route: 'product', most: 1 });
    assert.match(text, /^1 {2}ok, status 200\n {3}GET \/products\/17\n/);
    assert.match(text, /18,204 bytes of image\/png\n\n1 of 6 requests that were kept$/);
  });

  it('none is said so, and a route nobody knows is wrong usage', () => {
    assert.equal(renderChosen(empty, choice), 'no failed request was kept');
    assert.equal(renderChosen(held, { ...choice, route: 'home' }), 'no failed request of home was kept');
    assert.equal(renderChosen(empty, { ...choice, slowest: true }), 'no request was kept');
    assert.throws(() => renderChosen(held, { ...choice, route: 'chekout' }), { code: 'USAGE', message: 'no route "chekout"' });
  });

  it('no line is wider than the terminal, and none holds a control character', () => {
    for (const analysis of Object.values(samples))
      for (const width of [40, 80, 200])
        for (const slowest of [false, true])
          for (const line of renderChosen(analysis, { ...choice, slowest, width }).split('\n')) {
            assert.ok(displayWidth(line) <= width, line);
            // eslint-disable-next-line no-control-regex
            assert.doesNotMatch(line, /[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
          }
  });

  it('where there is no terminal, a path and a cause are whole and on one line', () => {
    const long = held.samples.map((sample) => ({ ...sample, cause: `cause ${'c'.repeat(300)}`, path: `/${'p'.repeat(300)}` }));
    const errors = held.errors.map((error) => ({ ...error, samples: long.map(({ number }) => number) }));
    const rows = renderChosen({ ...held, errors, samples: long }, { ...choice, width: Number.POSITIVE_INFINITY }).split('\n');
    assert.ok(
      rows.some((row) => row.includes(`cause ${'c'.repeat(300)} (`)) && rows.some((row) => row.endsWith(`  POST /${'p'.repeat(300)}`)),
    );
  });

  it('colour comes from the report alone', () => {
    // eslint-disable-next-line no-control-regex
    const codes = renderChosen(hostile, { ...choice, color: true }).match(/\u001B\[\d+m/g) ?? [];
    assert.ok(codes.length > 0);
    const plain = renderChosen(hostile, choice);
    // eslint-disable-next-line no-control-regex
    assert.equal(renderChosen(hostile, { ...choice, color: true }).replaceAll(/\u001B\[\d+m/g, ''), plain);
  });

  it('a long body is a few lines', () => {
    const long = held.samples.map((sample) => ({ ...sample, body: { bytes: 9e5, type: null, text: 'line\n'.repeat(400), whole: false } }));
    const text = renderChosen({ ...held, samples: long }, { ...choice, most: 1 });
    assert.ok(text.split('\n').length < 16, text);
    assert.match(text, /…/);
    assert.match(text, /the beginning of 900,000 bytes/);
  });
});
