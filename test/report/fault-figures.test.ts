import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { aptFigures, faultFigures, faultWindow, movedText, recoveredAt, whatItDid } from '../../src/report/fault-figures.ts';
import { loadAssets } from '../../src/report-assets.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { aborted, breached, empty, held, inconclusive } from '../support/sample-analysis.ts';

const faultOf = (analysis: Analysis) => {
  const [fault] = analysis.faults;
  assert.ok(fault);
  return fault;
};

describe('the figures of a fault', () => {
  for (const [name, analysis, values, tones] of [
    [
      'it bit, tripped the breaker and went',
      held,
      ['yes', '412 of 824 connections', '4.03 s ±125 ms', '1.24 s ±180 ms', '84'],
      ['good', 'plain', 'plain', 'good', 'plain'],
    ],
    [
      'nothing tripped and nothing came back',
      breached,
      ['yes', '412 of 824 connections', 'did not trip', '> 34.8 s', '1,940'],
      ['good', 'plain', 'plain', 'bad', 'plain'],
    ],
    [
      'it did not bite',
      inconclusive,
      ['no', '0 connections', '–', 'insufficient data', '0'],
      ['unsure', 'unsure', 'unsure', 'unsure', 'good'],
    ],
    ['it was never injected', empty, ['not injected', '–', '–', '–', '–'], ['unsure', 'plain', 'plain', 'plain', 'plain']],
    [
      'the run was aborted',
      aborted,
      ['yes', '412 of 824 connections', '4.03 s ±125 ms', '–', '84'],
      ['good', 'plain', 'plain', 'plain', 'plain'],
    ],
  ] as const)
    it(name, () => {
      const figures = faultFigures(analysis, faultOf(analysis));
      assert.deepEqual(
        figures.map(({ label }) => label),
        ['did it bite', 'touched', 'tripped after', 'recovered after', 'requests failed'],
      );
      assert.deepEqual(
        figures.map(({ value }) => value),
        values,
      );
      assert.deepEqual(
        figures.map(({ tone }) => tone),
        tones,
      );
      for (const { value, detail } of figures) assert.ok(value !== '–' || detail !== '', 'a dash has its reason beside it');
    });

  it('say what share of the connections it touched, or why that is not known', () => {
    const [, touched] = faultFigures(held, faultOf(held));
    assert.equal(touched.detail, '50 % of the connections, 931 requests, 938 chunks, 61.4 KB, held for 31 m 11 s in all');
    const fault = { ...faultOf(held), touched: { ...faultOf(held).touched!, ofConnections: null, requests: null } };
    assert.deepEqual(
      [faultFigures(held, fault)[1].value, faultFigures(held, fault)[1].detail],
      ['412 connections', '938 chunks, 61.4 KB, held for 31 m 11 s in all'],
    );
    const unknown = { ...faultOf(held), touched: null, touchedReason: 'the server does not count' };
    assert.deepEqual([faultFigures(held, unknown)[1].value, faultFigures(held, unknown)[1].detail], ['–', 'the server does not count']);
  });

  it('lead with the requests of a fault that acts on those', () => {
    const fault = { ...faultOf(held), type: 'http_error', touched: { ...faultOf(held).touched!, connections: 9, requests: 50, chunks: 0 } };
    const [, touched] = faultFigures(held, fault);
    assert.deepEqual([touched.value, touched.detail], ['50 requests, on 9 connections', '61.4 KB, held for 31 m 11 s in all']);
  });

  it('say nothing of a breaker where a fault acts on no link', () => {
    const fault = { ...faultOf(held), link: null, breaker: null, tripMs: null };
    const labels = aptFigures(held, fault).map(({ label }) => label);
    assert.deepEqual(labels, ['did it bite', 'touched', 'recovered after', 'requests failed']);
    assert.equal(aptFigures(held, faultOf(held)).length, 5);
  });

  it('stand with a line that tells what was moved by hand', () => {
    const fault = faultOf(held);
    const [sentMs, confirmedMs] = fault.injectedAtMs!;
    assert.equal(movedText({ ...fault, plannedAtMs: sentMs - 3 }), null);
    const early = { ...fault, plannedAtMs: sentMs + 18_900, removedWhy: 'cleared' };
    const removedAtMs: [number, number] = [confirmedMs + 6_100, confirmedMs + 6_104];
    assert.equal(movedText({ ...early, removedAtMs }), 'injected by hand 18.9 s early, removed by hand after 6.1 s');
    assert.equal(movedText({ ...fault, plannedAtMs: sentMs - 4_000 }), 'injected 4 s late');
    assert.equal(movedText({ ...fault, injectedAtMs: null }), null);
    const moved = { ...held, faults: [{ ...early, removedAtMs }] };
    for (const report of [
      renderTerminal(moved, { width: 100, color: false, paths: [] }),
      renderMarkdown(moved),
      renderHtml(moved, loadAssets()),
    ])
      assert.match(report, /injected by hand 18\.9 s early, removed by hand after 6\.1 s/);
  });

  it('do not say that it did not trip where that could not be seen', () => {
    const [payments] = breached.breakers;
    const tripOf = (change: Partial<typeof payments & object>) => {
      const changed = { ...breached, breakers: [{ ...payments!, ...change }] };
      const { value, tone, detail } = faultFigures(changed, faultOf(changed))[2];
      return [value, tone, detail];
    };
    const [, from] = faultOf(breached).injectedAtMs!;
    const hole = (fromMs: number, toMs: number, why: string | null = null) => ({
      unwatched: [{ instance: 'orders', atMs: [fromMs, toMs] as [number, number], why }],
    });
    assert.equal(tripOf(hole(0, from - 1))[0], 'did not trip');
    assert.deepEqual(tripOf(hole(from + 1_000, from + 4_000)), [
      'not known',
      'unsure',
      'breaker payments: its source orders was silent from 0:46.0 to 0:49.0',
    ]);
    assert.equal(
      tripOf(hole(from + 1_000, from + 4_000, 'its container left'))[2],
      'breaker payments: orders, from 0:46.0 to 0:49.0: its container left',
    );
    assert.equal(tripOf({ grade: 'B', ...hole(0, from + 20_000) })[2], "breaker payments: it can't be told while the link is down");
    assert.equal(tripOf({ grade: 'D', ...hole(0, from + 2_000) })[2], "breaker payments: it can't be told from 0:45.0 to 0:47.0");
  });

  it('tell apart that no breaker is watched', () => {
    const alone = { ...held, breakers: [], faults: [{ ...faultOf(held), breaker: null, tripMs: null }] };
    assert.deepEqual(faultFigures(alone, faultOf(alone))[2].detail, 'no breaker is watched on this link');
  });

  it('are drawn over its window: confirmed injection to the start of its removal, or to the end', () => {
    assert.deepEqual(faultWindow(held, faultOf(held)), [45_008.7, 65_002]);
    assert.deepEqual(faultWindow(held, { ...faultOf(held), removedAtMs: null }), [45_008.7, 100_000]);
    assert.equal(faultWindow(empty, faultOf(empty)), null);
  });

  it('know when it was good again, only where it was', () => {
    assert.equal(recoveredAt(held, faultOf(held)), (65_002 + 65_009.5) / 2 + 1_240);
    for (const analysis of [breached, inconclusive, aborted, empty]) assert.equal(recoveredAt(analysis, faultOf(analysis)), null);
  });

  it('stand under what was done', () => {
    assert.equal(whatItDid({ ...faultOf(held), describe: 'latency 2 s +-500 ms' }), 'latency 2 s ±500 ms on payments');
  });
});
