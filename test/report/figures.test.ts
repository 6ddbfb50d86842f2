import assert from 'node:assert/strict';
import {
  between,
  count,
  counted,
  moment,
  msOrDash,
  outcomeName,
  rateOrDash,
  recoveryText,
  shareOrDash,
  whyUnknown,
} from '../../src/report/figures.ts';
import type { RouteRecovery } from '../../src/analysis/analysis.ts';
import { entry } from '../support/sample-recovery.ts';

const found = entry({ scope: 'checkout', status: 'recovered', referenceStage: 'peak', recoveryMs: 3_200, uncertaintyMs: 300 });

describe('figures', () => {
  for (const [what, got, wanted] of [
    ['thousands stand apart', count(1_234_567), '1,234,567'],
    ['one of a thing', counted(1, 'trip'), '1 trip'],
    ['none of a thing', counted(0, 'trip'), '0 trips'],
    ['an unknown time is a dash, not 0', msOrDash(null), '–'],
    ['an unknown share is a dash', shareOrDash(null), '–'],
    ['an unknown rate is a dash', rateOrDash(null), '–'],
    ['a share that is 0 is 0', shareOrDash(0), '0 %'],
    ['a moment', moment(65_040), '1:05.0'],
    ['a moment is rounded before it is split into minutes', moment(59_960), '1:00.0'],
    ['a moment before the start', moment(-1_234), '-0:01.2'],
    ['just before the start is the start', moment(-20), '0:00.0'],
    ['an interval is its middle and half its width', between([3_900, 4_150]), '4.03 s ±125 ms'],
    ['an interval under 2 ms wide is a time', between([100, 101]), '101 ms'],
    ['an interval that begins before its time is a bound', between([-7_693, 9_147]), 'up to 9.15 s'],
    ['an outcome by its spoken name', outcomeName('connectError'), 'connect error'],
  ] as const)
    it(what, () => {
      assert.equal(got, wanted);
    });

  for (const [change, wanted] of [
    [{}, '3.2 s ±300 ms'],
    [{ uncertaintyMs: null }, '3.2 s'],
    [{ recoveryMs: 727, uncertaintyMs: 8_420 }, 'up to 9.15 s'],
    [{ status: 'relapsed', relapses: 1, uncertaintyMs: 8_420 }, 'relapsed, last good after up to 11.6 s'],
    [{ status: 'recovered-before-clear' }, 'before its removal'],
    [{ status: 'never-degraded' }, 'never degraded'],
    [{ status: 'relapsed', relapses: 2 }, 'relapsed 2 times, last good after 3.2 s ±300 ms'],
    [{ status: 'relapsed', relapses: 1, recoveryMs: null }, 'relapsed'],
    [{ status: 'censored', censoredAtMs: 42_000, recoveryMs: null }, '> 42 s'],
    [{ status: 'censored', recoveryMs: null }, 'not seen to recover'],
    [{ status: 'insufficient-data', recoveryMs: null }, 'insufficient data'],
    [{ status: 'insufficient-data', recoveryMs: null, censoredAtMs: 2_100 }, 'insufficient data, not before 2.1 s'],
  ] as const satisfies readonly (readonly [Partial<RouteRecovery>, string])[])
    it(`recovery: ${wanted}`, () => {
      assert.equal(recoveryText({ ...found, ...change }), wanted);
    });

  it('says why a percentile is missing, and only then', () => {
    const few = { n: 57, p50: 3, p90: 4, p95: 5, p99: null, max: 9 };
    assert.equal(whyUnknown(few, 'p99'), 'p99 needs 100 samples, there are 57');
    assert.equal(whyUnknown(few, 'p95'), null);
    assert.equal(whyUnknown({ ...few, n: 0, p50: null }, 'p50'), 'nothing was answered');
  });
});
