import assert from 'node:assert/strict';
import { displayWidth } from '../../src/report/columns.ts';
import { renderRepeatsTerminal } from '../../src/report/repeats-terminal.ts';
import { renderRepeats } from '../../src/report/repeats.ts';
import { assertGolden } from '../support/golden.ts';
import { hostile } from '../support/sample-analysis.ts';
import { mixed, repetitionsOf } from '../support/sample-repeats.ts';

const repeats = repetitionsOf(mixed);
const paths = ['reports/g/repeats.html'];
const strange = repetitionsOf([{ recovery: {}, more: { ...hostile, run: { ...hostile.run, attempt: null } } }, ...mixed.slice(1)]);

describe('reports of repetitions', () => {
  it('on a terminal', () => {
    assertGolden('report/repeats.txt', `${renderRepeatsTerminal(repeats, { color: false, width: 80, paths })}\n`);
  });

  for (const [name, text] of Object.entries(renderRepeats(repeats))) it(name, () => assertGolden(`report/${name}`, text));

  it('never show a number for what did not recover as if it had', () => {
    const all = [renderRepeatsTerminal(repeats, { color: false, width: 80, paths }), ...Object.values(renderRepeats(repeats)).slice(0, 2)];
    for (const text of all) {
      assert.match(text.replaceAll('&gt;', '>'), /> 42 s/);
      assert.match(text, /1 of 4 did not recover/);
    }
  });

  it('fit the width, whatever things are called', () => {
    for (const width of [40, 60, 80, 120])
      for (const line of renderRepeatsTerminal(strange, { color: false, width, paths }).split('\n'))
        assert.ok(displayWidth(line) <= width, `${width}: ${line}`);
  });

  it('escape what comes from outside', () => {
    const { 'repeats.html': html, 'repeats.md': md } = renderRepeats(strange);
    assert.doesNotMatch(html ?? '', /<script|<img/i);
    assert.doesNotMatch(md ?? '', /<script|<img/i);
  });

  it('lead to the report of each run, which lies beside', () => {
    for (const { id } of repeats.runs) assert.ok(renderRepeats(repeats)['repeats.html']?.includes(`href="../${id}/report.html"`));
  });
});
