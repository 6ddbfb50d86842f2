import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { RunComparison } from '../../src/analysis/compare/comparison-schema.ts';
import { loadAssets } from '../../src/report-assets.ts';
import { againstText, costRows } from '../../src/report/against-figures.ts';
import { renderAll } from '../../src/report/formats.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { held } from '../support/sample-analysis.ts';

const metric = { metric: 'p95 of checkout', unit: 'ms', worse: 'higher', floor: 3.6, reason: null } as const;
const comparison: RunComparison = {
  baseline: null,
  history: 'history.ndjson',
  runs: 14,
  nights: 14,
  rule: 'nights',
  reason: null,
  regressions: ['p95 of checkout'],
  rerunOf: null,
  confirmed: null,
  metrics: [
    { ...metric, actual: 48, usual: 36, worseBy: 12, deviations: 5.23, verdict: 'regression' },
    { ...metric, metric: 'p99 of <b>home</b>', actual: 20, usual: 40, worseBy: -20, deviations: -6, verdict: 'better' },
    { ...metric, metric: 'p99 of home', actual: 40, usual: 41, worseBy: -1, deviations: -0.2, verdict: 'usual' },
    {
      ...metric,
      metric: 'goodput',
      unit: 'perSecond',
      worse: 'lower',
      actual: 100,
      usual: 100,
      worseBy: 0,
      deviations: null,
      verdict: 'shown',
    },
  ],
};
const regressed: Analysis = { ...held, verdict: 'breached', exitCode: 8, reason: 'Regression: p95 of checkout.', comparison };
const control: NonNullable<Analysis['control']> = {
  run: '20261127-015900-black-friday-92c1',
  exitCode: 3,
  reason: '"p99 < 10ms" was breached.',
  breachedWithout: ['p99 < 10ms'],
  costs: [null, 'payments-slow'].map((fault) => ({
    fault,
    route: 'checkout',
    requests: { with: 240, without: 240 },
    errorRate: { with: 0.35, without: 0 },
    p99Ms: { with: null, without: 61.2 },
    goodputPerSecond: { with: 7.8, without: 12 },
    beyondFloor: ['error rate', 'goodput'],
  })),
};

describe('how a run stands against others', () => {
  it('in a sentence', () => {
    assert.equal(againstText(comparison), 'with 14 runs of history.ndjson: 1 metric worse');
    assert.equal(againstText({ ...comparison, regressions: [] }), 'with 14 runs of history.ndjson: nothing is worse');
    const few = { ...comparison, rule: 'none' as const, reason: '3 runs of this plan and fingerprint, 10 are needed', regressions: [] };
    assert.equal(againstText(few), 'with history.ndjson: not judged, 3 runs of this plan and fingerprint, 10 are needed');
    const again = { ...comparison, rerunOf: 'first', confirmed: ['p95 of checkout'] };
    assert.match(againstText(again), /1 metric worse, which confirms first$/);
    assert.match(againstText({ ...again, confirmed: [] }), /, which does not confirm first$/);
    assert.match(againstText({ ...comparison, baseline: 'main', history: null }), /^with 14 runs of baseline main:/);
  });

  it('is in every report, and what users wrote is escaped', () => {
    const all = renderAll(regressed, loadAssets());
    for (const text of [all['report.html'], all['report.md'], renderTerminal(regressed, { color: false, width: 100, paths: [] })])
      assert.match(text, /48 ms, usually 36 ms \(\+33 %, 5\.2 deviations\)/);
    assert.doesNotMatch(all['report.html'] + all['report.md'], /<b>home/);
    const junit = all['junit.xml'];
    assert.match(
      junit,
      /<testcase classname="chaos\.black-friday\.against" name="p95 of checkout is not worse than before"[^/]*>\s*<failure type="regression" message="48 ms, usually 36 ms/,
    );
    assert.match(junit, /name="p99 of home is not worse than before"[^>]*\/>/);
    assert.doesNotMatch(junit, /goodput is not worse/);
    assert.match(junit, /failures="1" errors="0"/);
  });

  it('a regression beside a breach does not fail a case of its own: the breach is what fails', () => {
    const { 'junit.xml': junit } = renderAll({ ...regressed, exitCode: 3 }, loadAssets());
    assert.doesNotMatch(junit, /type="regression"/);
  });

  it('without anything to be held against nothing is said', () => {
    const all = renderAll(held, loadAssets());
    for (const name of ['report.html', 'report.md', 'junit.xml'] as const)
      assert.doesNotMatch(all[name], /Against those before|is not worse than before/);
  });

  it('what the faults cost: of a single fault while it was in, with what is beyond the floor marked', () => {
    assert.deepEqual(
      costRows(control).map(({ cells }) => cells),
      [['checkout', 'payments-slow', '35 % ✗', '0 %', '–', '61 ms', '7.8/s ✗', '12/s']],
    );
    const two = { ...control, costs: [...control.costs, { ...control.costs[1]!, fault: 'inventory-down' }] };
    assert.deepEqual(
      costRows(two).map(({ cells }) => cells[1]),
      ['the whole load', 'payments-slow', 'inventory-down'],
    );
    const all = renderAll({ ...held, control }, loadAssets());
    for (const text of [
      all['report.html'],
      all['report.md'],
      renderTerminal({ ...held, control }, { color: false, width: 100, paths: [] }),
    ]) {
      assert.match(text, /35 %/);
      assert.match(text, /is breached without a fault too/);
    }
  });
});
