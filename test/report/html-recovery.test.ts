import assert from 'node:assert/strict';
import { recoveryTable } from '../../src/report/html-recovery.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { breached, held, hostile } from '../support/sample-analysis.ts';

const textsOf = (text: string, part: RegExp): string[] => [...text.matchAll(part)].map(([, said = '']) => said);
const underOf = (analysis: Analysis): string[] => textsOf(recoveryTable(analysis)?.text ?? '', /<div class="under">(.*?)<\/div>/g);
const notesOf = (analysis: Analysis): string[] => textsOf(recoveryTable(analysis)?.text ?? '', /<p class="footnote">(.*?)<\/p>/g);

describe('the table of recovery', () => {
  it('has what was lost and what failed before the times from the injection', () => {
    const heads = textsOf(recoveryTable(held)?.text ?? '', /<th [^>]*>(.*?)<\/th>/g);
    assert.deepEqual(heads.slice(2, 6), ['recovered after', 'service lost', 'failed by request / time', 'at worst served']);
    const cells = textsOf(recoveryTable(held)?.text ?? '', /<td class="n[^>]*>(.*?)<\/td>/g);
    assert.deepEqual(cells.slice(1, 4), ['2.61 s', '4.2 % / 11.8 %', '71 %']);
  });

  it('has the reason in a line below its row, and no line where there is nothing to say', () => {
    assert.deepEqual(underOf(breached), [
      'overshoot answers 1.4×, p95 2.4×',
      'the reference at 500/s holds 62 of its requests, 100 are needed',
    ]);
    assert.match(recoveryTable(breached)?.text ?? '', /<tr class="below"><td colspan="11"><div class="under">/);
    assert.doesNotMatch(recoveryTable(hostile)?.text ?? '', /<script|<img/);
  });

  it('says once what is so for every scope, and beside each what is not', () => {
    assert.equal(notesOf(held)[0], 'payments-slow: against peak; breaker waits 2 s, 900 ms left.');
    const [fault] = held.recovery;
    assert.ok(fault);
    const perRoute = fault.perRoute.map((one, at) => ({ ...one, referenceStage: at === 1 ? 'doors' : one.referenceStage }));
    const apart = { ...held, recovery: [{ ...fault, perRoute }] };
    assert.equal(notesOf(apart)[0], 'payments-slow: breaker waits 2 s, 900 ms left.');
    assert.match(underOf(apart)[1] ?? '', /against doors/);
  });
});
