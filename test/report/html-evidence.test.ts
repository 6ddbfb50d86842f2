import assert from 'node:assert/strict';
import { evidenceCards, notes, runAgain } from '../../src/report/html-evidence.ts';
import { empty, held, inconclusive, loadOnly } from '../support/sample-analysis.ts';
import { nothingFailed } from '../support/sample-impact.ts';

const cards = (analysis: typeof held): string[] =>
  [...evidenceCards(analysis).text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title = '']) => title);
const found = held.reconciliation;

describe('why the numbers can be believed, and what they cost', () => {
  for (const [name, analysis, wanted] of [
    ['all is known', held, ['Orders', 'Business impact', 'Load generator']],
    ['nothing was reconciled', inconclusive, ['Orders', 'Business impact', 'Load generator']],
    ['no money was named and nothing failed', { ...held, impact: nothingFailed }, ['Orders', 'Load generator']],
    ['it was load only, and some failed', loadOnly, ['Business impact', 'Load generator']],
  ] as const)
    it(`where ${name}: ${wanted.join(', ')}`, () => {
      assert.deepEqual(cards(analysis), wanted);
    });

  it('an order that was lost is named, and the card says so without colour too', () => {
    assert.ok(found);
    const text = evidenceCards({ ...held, reconciliation: { ...found, lost: ['o-17'] } }).text;
    assert.match(text, /<article class="card bad"><h3>Orders<\/h3>.*<dt>lost<\/dt><dd>1<\/dd>.*lost: o-17\./s);
  });

  it('a ledger that had not settled proves nothing', () => {
    assert.ok(found);
    assert.match(evidenceCards({ ...held, reconciliation: { ...found, settled: false } }).text, /had not settled/);
    assert.match(evidenceCards(held).text, /Every acknowledged order is in the ledger, once\./);
  });

  it('money that nobody named is unknown, with why, and what failed is told all the same', () => {
    const text = evidenceCards(loadOnly).text;
    assert.match(text, /<dt>failed requests<\/dt><dd>141<\/dd>\s*<dt>revenue lost<\/dt><dd>–<\/dd>/);
    assert.match(text, /Revenue lost is not known: nobody said what an hour is worth/);
  });

  it('the error budget has a line a promise', () => {
    const text = evidenceCards(held).text;
    assert.equal(text.match(/<dt>a month at [\d.]+ %<\/dt>/g)?.length, 3);
    assert.match(text, /<dt>full failure<\/dt><dd>0\.11 min<\/dd>/);
  });

  for (const [name, analysis, wanted] of [
    ['kept the rate', held, /It kept the planned rate/],
    [
      'was saturated',
      inconclusive,
      /Saturated: 3\.1 % of the sends in peak were later than 20 ms\. The figures tell of the generator, not of the target\./,
    ],
    ['sent nothing', empty, /It sent nothing\./],
  ] as const)
    it(`a generator that ${name} says so`, () => {
      assert.match(evidenceCards(analysis).text, wanted);
    });

  it('the run can be made again, and told from others', () => {
    const text = runAgain(held).text;
    assert.match(text, /<code>chaos spike scenario\.yaml --seed 1<\/code>/);
    assert.match(text, /9f2c4e1ab07d53e6<.*stampede 0\.1\.0 on Node 24\.21\.0/s);
  });

  it('notes are there where there are any', () => {
    assert.match(notes(held)?.text ?? '', /<li>The recovery behind a breaker/);
    assert.equal(notes(empty), null);
  });
});
