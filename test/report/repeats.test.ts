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

  // Of the page the part that people read: its style is that of every page.
  for (const [name, text] of Object.entries(renderRepeats(repeats)))
    it(name, () =>
      name.endsWith('.html')
        ? assertGolden('report/repeats.main.html', `${text.slice(text.indexOf('<header>'), text.indexOf('</main>')).trim()}\n`)
        : assertGolden(`report/${name}`, text),
    );

  it('open with the verdict in words, which is that of the worst run', () => {
    const said = (of: typeof repeats): string[] => {
      const { 'repeats.html': html = '', 'repeats.md': text = '' } = renderRepeats(of);
      return [/<p class="word">.*?<\/span>(.*?)<\/p>/.exec(html)?.[1] ?? '', text.split('\n')[0] ?? ''];
    };
    assert.deepEqual(said(repeats), ['FAIL', '## ✗ FAIL: 5 repetitions of black-friday']);
    const held = mixed.filter(({ more }) => more === undefined);
    assert.deepEqual(said(repetitionsOf(held)), ['PASS', '## ✓ PASS: 3 of 5 repetitions of black-friday']);
    assert.deepEqual(said(repetitionsOf([...held, ...mixed.slice(-1)])), [
      'INCONCLUSIVE',
      '## ? INCONCLUSIVE: 4 of 5 repetitions of black-friday',
    ]);
    const html = renderRepeats(repeats)['repeats.html'] ?? '';
    assert.match(
      html,
      /<p class="reason">3 of 5 runs held, 1 breached, 1 inconclusive<\/p><p class="muted">4 of 5 objectives held in every run, exit code 3</,
    );
    assert.match(renderRepeatsTerminal(repeats, { color: false, width: 80, paths }), /^FAIL {2}5 repetitions of black-friday/);
  });

  it('never show a number for what did not recover as if it had', () => {
    const all = [renderRepeatsTerminal(repeats, { color: false, width: 80, paths }), ...Object.values(renderRepeats(repeats)).slice(0, 2)];
    for (const text of all) {
      assert.match(text.replaceAll('&gt;', '>'), /> 42 s/);
      assert.match(text, /1 of 4 did not recover/);
    }
  });

  it('write the spread of a fault as every report does', () => {
    const plain = { ...repeats, faults: repeats.faults.map((fault) => ({ ...fault, describe: 'latency 2 s +-500 ms' })) };
    assert.match(renderRepeatsTerminal(plain, { color: false, width: 80, paths }), /latency 2 s ±500 ms/);
    assert.match(renderRepeats(plain)['repeats.html'] ?? '', /latency 2 s ±500 ms/);
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
