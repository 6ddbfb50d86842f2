import assert from 'node:assert/strict';
import { askedAndFaults, banner, tiles } from '../../src/report/html-sections.ts';
import { breached, empty, held, loadOnly } from '../support/sample-analysis.ts';

describe('the upper half of the page', () => {
  for (const [name, analysis, wanted] of [
    ['a run that held', held, '5 of 5 objectives held · 37,000 requests, 0.24 % failed, p99 131 ms · exit code 0'],
    ['a breach', breached, '2 of 5 objectives held · 37,000 requests, 0.24 % failed, p99 131 ms · exit code 3'],
    ['an interruption', empty, '0 of 5 objectives held · nothing was sent · exit code 130'],
    ['load only', loadOnly, 'no objectives were set · 37,000 requests, 0.24 % failed, p99 131 ms · exit code 0'],
  ] as const)
    it(`${name} is summed up in a line`, () => {
      assert.ok(banner(analysis).text.includes(wanted), banner(analysis).text);
    });

  it('says when it began, or that it did not', () => {
    assert.match(banner(held).text, /2026-11-27 02:01:00 UTC/);
    assert.match(banner(empty).text, /ended before the load began/);
    assert.match(banner({ ...held, scenario: { ...held.scenario, title: '' } }).text, /<h1>black-friday<\/h1>/);
  });

  it('an objective carries its sign and its word, its figure and its reason', () => {
    const text = askedAndFaults(breached).text;
    assert.match(
      text,
      /<li class="bad"><span class="mark" title="breached">✗<\/span>\s*<span class="text">p99 of product &lt; 300ms during peak<\/span>/,
    );
    assert.match(text, /<i>actual<\/i> 1\.94 s \(n 30,550\)<\/span><span class="wanted"><i>wanted<\/i> &lt; 300 ms/);
  });

  it('each fault has its five figures', () => {
    assert.equal(askedAndFaults(held).text.match(/<div class="figure /g)?.length, 5);
    assert.equal(askedAndFaults({ ...held, faults: [...held.faults, ...held.faults] }).text.match(/<div class="figure /g)?.length, 10);
    assert.equal(askedAndFaults(loadOnly).text, '<div class="stacked"></div>');
  });

  it('how many it touched breaks only before what was counted', () => {
    assert.ok(askedAndFaults(held).text.includes('<b>412\u00A0of\u00A0824 connections</b>'));
  });

  it('totals are six figures, five where no money was named', () => {
    assert.equal(tiles(held).text.match(/class="tile"/g)?.length, 6);
    assert.equal(tiles(loadOnly).text.match(/class="tile"/g)?.length, 5);
    assert.match(tiles(empty).text, /<b>–<\/b><small>nothing was answered/);
  });
});
