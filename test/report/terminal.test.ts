import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../src/report/columns.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { assertGolden } from '../support/golden.ts';
import { breached, held, samples } from '../support/sample-analysis.ts';

const paths = ['reports/20261127-020100-k3f/report.html', 'reports/20261127-020100-k3f/junit.xml'];
const shown = (name: string, width = 80, color = false): string => renderTerminal(samples[name]!, { color, width, paths });

describe('the summary on a terminal', () => {
  for (const [name, what] of [
    ['held', 'a run that held'],
    ['breached', 'a breach'],
    ['inconclusive', 'a run that can not be judged'],
    ['aborted', 'an abort'],
    ['empty', 'an interruption before the load began'],
    ['load-only', 'a run without faults or objectives'],
  ] as const)
    it(`${what}, at 80 columns without colour, is as it was`, () => {
      assertGolden(`report/${name}.txt`, `${shown(name)}\n`);
    });

  for (const name of Object.keys(samples))
    it(`${name}: no line is wider than the screen, and colour changes no letter`, () => {
      for (const width of [60, 80, 120]) {
        const text = shown(name, width);
        for (const line of text.split('\n')) assert.ok(displayWidth(line) <= width, `${displayWidth(line)} of ${width}: ${line}`);
        assert.equal(stripVTControlCharacters(shown(name, width, true)), text);
        assert.doesNotMatch(text, /undefined|NaN|\[object/);
        assert.ok(!text.includes('\u001B'));
      }
    });

  it('cuts nothing where there is no terminal: a line is as long as what it says', () => {
    const long = 'x'.repeat(300);
    const [objective] = held.objectives;
    const [error] = held.errors;
    assert.ok(objective && error);
    const text = renderTerminal(
      {
        ...held,
        reason: `reason ${long}`,
        objectives: [objective, { ...objective, text: `error rate of ${long} < 1%` }],
        stages: held.stages.map((stage) => ({ ...stage, name: `${stage.name}-${long}` })),
        errors: [{ ...error, cause: `cause ${long}`, route: `route-${long}` }, error],
        notes: [`note ${long}`],
      },
      { color: false, width: Number.POSITIVE_INFINITY, paths: [`reports/${long}/report.html`] },
    );
    const rows = text.split('\n');
    for (const whole of [
      `reason ${long}`,
      `error rate of ${long} < 1%   0 % (n 1,700) · want < 1 %`,
      `peak-${long}`,
      `cause ${long} (timeout)  route-${long}  from 0:45.2`,
      `note       note ${long}`,
      `reports/${long}/report.html`,
    ])
      assert.ok(
        rows.some((row) => row.includes(whole)),
        whole,
      );
    // Only what has more to show than the summary shows is said to have.
    assert.deepEqual(
      rows.filter((row) => row.includes('…')).map((row) => row.trim().slice(-8)),
      ['… 1 more'],
    );
    const usual = renderTerminal(held, { color: false, width: Number.POSITIVE_INFINITY, paths: [] }).split('\n');
    assert.equal(usual.find((row) => row.includes('want < 1 %'))?.length, 80, 'what fits stands in columns');
  });

  it('takes a screen below 40 columns as 40', () => {
    assert.equal(shown('held', 7), shown('held', 40));
  });

  it('says the verdict in its first word, with or without colour', () => {
    for (const [name, word] of [
      ['held', 'PASS'],
      ['breached', 'FAIL'],
      ['inconclusive', 'INCONCLUSIVE'],
      ['aborted', 'ABORTED'],
    ] as const) {
      assert.ok(shown(name).startsWith(word));
      assert.ok(stripVTControlCharacters(shown(name, 80, true)).startsWith(word));
    }
  });

  it('marks each objective by a sign of its own, so that no colour is needed', () => {
    const lines = shown('breached').split('\n');
    for (const [mark, text] of [
      ['✓', 'error rate < 1% during baseline'],
      ['✗', 'p99 of product < 300ms during peak'],
    ] as const)
      assert.ok(lines.some((line) => line.startsWith(`  ${mark} ${text}`)));
  });

  it('puts objectives before figures and paths at the end', () => {
    const text = shown('held');
    const order = [
      '  ✓ ',
      'fault payments-slow',
      '  stage',
      '  breaker',
      '  errors',
      '  orders',
      '  impact',
      '  generator',
      '  wrote',
      '  next',
    ];
    const at = order.map((start) => text.indexOf(`\n${start}`));
    assert.ok(!at.includes(-1), String(at));
    assert.deepEqual(
      at,
      at.toSorted((a, b) => a - b),
    );
  });

  it('shows at most five causes and says how many are left', () => {
    const [error] = held.errors;
    assert.ok(error);
    const many = { ...held, errors: Array.from({ length: 9 }, (_, index) => ({ ...error, cause: `cause ${index}` })) };
    const text = renderTerminal(many, { color: false, width: 80, paths });
    assert.match(text, /cause 4/);
    assert.doesNotMatch(text, /cause 5/);
    assert.match(text, /… and 4 more causes/);
  });

  it('does not list moves of a breaker that stayed closed', () => {
    assert.match(renderTerminal(breached, { color: false, width: 80, paths }), /breaker {4}payments: stayed closed \(A reported\)\n/);
  });
});
