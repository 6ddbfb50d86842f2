import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  formatMs,
  formatMsWithin,
  formatRate,
  formatShare,
  parseDuration,
  parseMultiple,
  parsePercent,
  parseRate,
  parseSize,
  writeDuration,
} from '../src/units.ts';

function table<T>(title: string, parse: (text: string) => T | undefined, rows: [text: string, value: T | undefined][]): void {
  describe(title, () => {
    for (const [text, value] of rows) it(`${JSON.stringify(text)} is ${value ?? 'not understood'}`, () => assert.equal(parse(text), value));
  });
}

table('durations', parseDuration, [
  ['250ms', 250],
  ['2s', 2_000],
  ['1.5s', 1_500],
  ['1m30s', 90_000],
  ['2min', 120_000],
  ['1h', 3_600_000],
  ['0', 0],
  ['20', undefined],
  ['20 sec', undefined],
  ['s', undefined],
  ['-2s', undefined],
  ['2s later', undefined],
]);
table('rates', parseRate, [
  ['50/s', 50],
  ['3000/min', 50],
  ['0.5/s', 0.5],
  ['50', undefined],
  ['50/x', undefined],
]);
table('multiples', parseMultiple, [
  ['5x', 5],
  ['1.5x', 1.5],
  ['x5', undefined],
]);
table('percentages', parsePercent, [
  ['1%', 0.01],
  ['0.5 %', 0.005],
  ['1', undefined],
]);
table('sizes', parseSize, [
  ['64KB', 64_000],
  ['1KiB', 1_024],
  ['12', undefined],
]);
table('milliseconds for people', (text) => formatMs(Number(text)), [
  ['0.42', '0.42 ms'],
  ['4.26', '4.3 ms'],
  ['0.996', '1 ms'],
  ['9.97', '10 ms'],
  ['812', '812 ms'],
  ['999.79', '1 s'],
  ['9996', '10 s'],
  ['59960', '1 m 00 s'],
  ['-999.79', '-1 s'],
  ['2150', '2.15 s'],
  ['21500', '21.5 s'],
  ['65000', '1 m 05 s'],
  ['-65000', '-1 m 05 s'],
  ['3599999', '1 h'],
  ['3600000', '1 h'],
  ['5400000', '1 h 30 m'],
  ['7240000', '2 h 00 m 40 s'],
  ['-3600000', '-1 h'],
]);
table('shares for people', (text) => formatShare(Number(text)), [
  ['0', '0 %'],
  ['0.0004', '0.04 %'],
  ['0.012', '1.2 %'],
  ['1', '100 %'],
]);
table('rates for people', (text) => formatRate(Number(text)), [
  ['0.5', '0.5/s'],
  ['498.4', '498/s'],
]);

describe('durations', () => {
  it('are read back as they were written', () =>
    fc.assert(fc.property(fc.nat(10_000_000), (ms) => parseDuration(writeDuration(ms)) === ms)));
});

describe('a time with its uncertainty', () => {
  for (const [ms, eitherWay, text] of [
    [1_240, 180, '1.24 s ±180 ms'],
    [1_240, 0.4, '1.24 s'],
    [200, 200, '200 ms ±200 ms'],
    [727, 8_420, 'up to 9.15 s'],
    [0, 100, 'up to 100 ms'],
  ] as const)
    it(`${ms} ms, ${eitherWay} ms either way, is ${text}`, () => assert.equal(formatMsWithin(ms, eitherWay), text));
});

describe('times for people', () => {
  const times = fc.oneof(
    fc.double({ min: 0, max: 1e8, noNaN: true }),
    fc
      .tuple(fc.constantFrom(1, 10, 1_000, 10_000, 60_000, 3_600_000), fc.double({ min: 0.999, max: 1.0005, noNaN: true }))
      .map(([at, by]) => at * by),
  );

  it('never show as many of a unit as make one of the next', () =>
    fc.assert(
      fc.property(times, (ms) => {
        const [last = '', unit] = formatMs(ms).split(' ').slice(-2);
        assert.ok(Number(last) < (unit === 'ms' ? 1_000 : 60) || unit === 'h', formatMs(ms));
      }),
    ));

  it('never show a longer time as a shorter one', () =>
    fc.assert(
      fc.property(times, times, (a, b) => {
        assert.ok(readBack(formatMs(Math.min(a, b))) <= readBack(formatMs(Math.max(a, b))));
      }),
    ));

  it('are what was measured, to within half of the last digit', () =>
    fc.assert(
      fc.property(times, (ms) => {
        const half = ms < 1 ? 0.005 : ms < 10 ? 0.05 : ms < 1_000 ? 0.5 : ms < 10_000 ? 5 : ms < 60_000 ? 50 : 500;
        assert.ok(Math.abs(readBack(formatMs(ms)) - ms) <= half + 1e-6, formatMs(ms));
      }),
    ));
});

function readBack(text: string): number {
  return parseDuration(text.replaceAll(' ', '')) ?? Number.NaN;
}
