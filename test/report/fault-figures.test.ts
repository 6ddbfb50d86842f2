import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { faultFigures, faultWindow, recoveredAt, whatItDid } from '../../src/report/fault-figures.ts';
import { aborted, breached, empty, held, inconclusive } from '../support/sample-analysis.ts';

const faultOf = (analysis: Analysis) => {
  const [fault] = analysis.faults;
  assert.ok(fault);
  return fault;
};

describe('the four figures of a fault', () => {
  for (const [name, analysis, values, tones] of [
    ['it bit, tripped the breaker and went', held, ['yes', '4.03 s ±125 ms', '1.24 s ±180 ms', '84'], ['good', 'plain', 'good', 'plain']],
    ['nothing tripped and nothing came back', breached, ['yes', 'did not trip', '> 34.8 s', '1,940'], ['good', 'plain', 'bad', 'plain']],
    ['it did not bite', inconclusive, ['no', '–', 'insufficient data', '0'], ['unsure', 'unsure', 'unsure', 'good']],
    ['it was never injected', empty, ['not injected', '–', '–', '–'], ['unsure', 'plain', 'plain', 'plain']],
    ['the run was aborted', aborted, ['yes', '4.03 s ±125 ms', '–', '84'], ['good', 'plain', 'plain', 'plain']],
  ] as const)
    it(name, () => {
      const figures = faultFigures(analysis, faultOf(analysis));
      assert.deepEqual(
        figures.map(({ label }) => label),
        ['did it bite', 'tripped after', 'recovered after', 'requests failed'],
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

  it('tell apart that no breaker is watched', () => {
    const alone = { ...held, breakers: [], faults: [{ ...faultOf(held), breaker: null, tripMs: null }] };
    assert.deepEqual(faultFigures(alone, faultOf(alone))[1].detail, 'no breaker is watched on this link');
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
