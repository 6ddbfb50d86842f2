import assert from 'node:assert/strict';
import { remarks as remarksOf } from '../../../src/analysis/recovery/remarks.ts';
import type { Recovery } from '../../../src/analysis/analysis.ts';
import { entry } from '../../support/sample-recovery.ts';

const of = (change: Partial<Recovery>): Recovery => ({
  ...entry({ scope: 'pay', status: 'recovered', ...change }),
  fault: 'f',
  perRoute: [],
});
const remarks = (recoveries: readonly Recovery[], repeated = false): string[] => remarksOf(recoveries, repeated);
const weights = (byRequest: number | null, byTime: number | null): string[] =>
  remarks([of({ errorRate: { byRequest, byTime }, resilienceLoss: 3 })]);

describe('remarks on a recovery', () => {
  it('tell two weights apart where they differ by two points and by half', () => {
    assert.deepEqual(weights(0.1, 0.121), []);
    assert.deepEqual(weights(0.01, 0.029), []);
    assert.equal(weights(0.01, 0.031).length, 1);
    assert.deepEqual(weights(0.2, 0.29), []);
    assert.equal(weights(0.2, 0.31).length, 1);
    assert.deepEqual(weights(null, 0.5), []);
    assert.deepEqual(weights(0.5, null), []);
    assert.deepEqual(remarks([of({})]), []);
  });

  it('say which way they differ, and what to compare instead', () => {
    assert.match(
      weights(0.9, 0.3)[0] ?? '',
      /^After f began 90 % of the requests of pay failed, but 30 % of the time: what fails fast is soon asked again/,
    );
    assert.match(
      weights(0.1, 0.3)[0] ?? '',
      /: while requests hang.* Compare outages by time, or by the service lost \(3 s\), not by requests\.$/,
    );
    const named = (change: Partial<Recovery>) => remarks([of({ errorRate: { byRequest: 0.9, byTime: 0.3 }, ...change })])[0] ?? '';
    assert.match(named({ kind: 'journey', scope: 'buy' }), /of journey buy failed/);
    assert.match(named({ kind: 'all', scope: 'all' }), /of all routes failed.*Compare outages by time, not by requests/);
  });

  it('say of the longest wait that it is mostly phase, where something recovered behind it', () => {
    const waits = remarks([of({ breakerWaitMs: 2_000 }), of({ breakerWaitMs: 30_000 }), of({})]);
    assert.equal(waits.length, 1);
    assert.match(waits[0] ?? '', /behind a breaker that waits 30 s is mostly the phase/);
    assert.deepEqual(remarks([of({ breakerWaitMs: 2_000, status: 'censored' })]), []);
  });

  it('do not send a reader of one repetition to the median that stands with all of them', () => {
    const behind = of({ breakerWaitMs: 2_000 });
    assert.match(remarks([behind]).join(), /compare the median of several runs/);
    assert.deepEqual(remarks([behind], true), []);
  });
});
