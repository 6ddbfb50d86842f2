import assert from 'node:assert/strict';
import { changeText, differenceText, percentText, valueText } from '../../../src/analysis/compare/change-text.ts';
import type { MetricComparison, Unit } from '../../../src/analysis/compare/comparison-schema.ts';

const change = (part: Partial<MetricComparison>): string =>
  changeText({
    metric: 'p95 of checkout',
    unit: 'ms',
    worse: 'higher',
    actual: 48,
    usual: 36,
    worseBy: 12,
    floor: 3.6,
    deviations: null,
    verdict: 'regression',
    reason: null,
    ...part,
  });

describe('a metric in words', () => {
  it('its value has its unit', () => {
    const texts: [number, Unit, string][] = [
      [48, 'ms', '48 ms'],
      [0.0123, 'share', '1.23 %'],
      [99.6, 'perSecond', '99.6/s'],
      [7.046, 'seconds', '7.05 s'],
      [2.5, 'count', '2.5'],
      [199.6, 'micros', '200 µs'],
    ];
    for (const [value, unit, text] of texts) assert.equal(valueText(value, unit), text);
  });

  it('a difference has its sign; that of shares is in points, not per cent of a per cent', () => {
    const texts: [number, Unit, string][] = [
      [12, 'ms', '+12 ms'],
      [-12, 'ms', '-12 ms'],
      [0, 'perSecond', '+0/s'],
      [0.0042, 'share', '+0.42 pt'],
      [-0.0042, 'share', '-0.42 pt'],
      [0.123, 'share', '+12 pt'],
      [1, 'share', '+100 pt'],
    ];
    for (const [value, unit, text] of texts) assert.equal(differenceText(value, unit), text);
  });

  it('a difference that is not one but for its last binary digits is none', () => {
    const usual = (0.1 + 0.7) / 2;
    assert.notEqual(usual, 0.4);
    assert.deepEqual([differenceText(usual - 0.4, 'share'), differenceText(0.4 - usual, 'share')], ['+0 pt', '+0 pt']);
    assert.deepEqual([differenceText(-0.001, 'perSecond'), percentText(-0.0001)], ['+0/s', '+0 %']);
  });

  it('per cent have a digit more below ten', () => {
    const texts = [0, 0.0094, -0.042, 0.0941, 0.104, 0.124, -0.333, 2.5].map(percentText);
    assert.deepEqual(texts, ['+0 %', '+0.9 %', '-4.2 %', '+9.4 %', '+10 %', '+12 %', '-33 %', '+250 %']);
  });
});

describe('a metric against what is usual', () => {
  it('is told with its share of that, and how far off that is', () => {
    assert.equal(change({}), '48 ms, usually 36 ms (+33 %)');
    assert.equal(change({ deviations: 5.04 }), '48 ms, usually 36 ms (+33 %, 5 deviations)');
    assert.equal(change({ actual: 27, deviations: -4.26 }), '27 ms, usually 36 ms (-25 %, -4.3 deviations)');
  });

  it('with its difference where a share of it says nothing: of shares, and of nothing', () => {
    assert.equal(change({ unit: 'share', actual: 0.012, usual: 0.01 }), '1.2 %, usually 1 % (+0.2 pt)');
    assert.equal(change({ unit: 'share', actual: 0.012, usual: 0 }), '1.2 %, usually 0 % (+1.2 pt)');
    assert.equal(change({ actual: 1_500, usual: 0 }), '1.5 s, usually 0 ms (+1.5 s)');
    assert.equal(change({ unit: 'count', actual: 3, usual: 0 }), '3, usually 0 (+3)');
  });

  it('alone where nothing is usual, with the reason where it is not known', () => {
    assert.equal(change({ usual: null }), '48 ms');
    const reason = 'it did not recover for good';
    assert.equal(change({ actual: null, reason }), `${reason}, usually 36 ms`);
    assert.equal(change({ actual: null, usual: null, reason }), reason);
    assert.equal(change({ actual: null, usual: null }), 'not known');
  });
});
