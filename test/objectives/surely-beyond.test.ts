import assert from 'node:assert/strict';
import { isMeasure } from '../../src/objectives/measured-value.ts';
import { parseObjective } from '../../src/objectives/parse.ts';
import { surelyBeyond } from '../../src/objectives/surely-beyond.ts';
import type { Tally } from '../../src/objectives/tally.ts';
import { tallyOf } from '../support/measures.ts';

function surely(text: string, tally: Tally): boolean {
  const read = parseObjective(text);
  assert.ok('objective' in read && isMeasure(read.objective), text);
  return surelyBeyond(read.objective, tally);
}

describe('what is surely beyond its bound', () => {
  it('is a share whose lower bound is beyond, by two requests at least', () => {
    assert.equal(surely('error rate < 1%', tallyOf(6, 2)), true);
    assert.equal(surely('error rate < 10%', tallyOf(6, 2)), false);
    assert.equal(surely('error rate < 1%', tallyOf(0, 1)), false);
    assert.equal(surely('error rate < 1%', tallyOf(0, 0)), false);
    assert.equal(surely('availability > 99%', tallyOf(6, 2)), true);
    assert.equal(surely('availability > 90%', tallyOf(6, 2)), false);
    assert.equal(surely('error rate > 50%', tallyOf(20, 2)), true);
  });

  it('is no percentile and no rate', () => {
    assert.equal(surely('p99 < 1s', tallyOf(0, 80)), false);
    assert.equal(surely('goodput > 100/s', tallyOf(0, 80)), false);
  });

  it('counts seconds of unequal load as fewer requests', () => {
    const second = (due: number, ok: number) => ({ due, ok, degraded: 0, shed: 0 });
    const made = (last: ReturnType<typeof second>): Tally =>
      tallyOf(100, 2, 50, {
        seconds: new Map([
          [0, second(100, 100)],
          [1, last],
        ]),
      });
    // Half of the time is bad, by the word of two requests or of fifty.
    assert.equal(surely('error rate by time < 10%', made(second(2, 0))), true);
    assert.equal(surely('error rate by time < 25%', made(second(2, 0))), false);
    assert.equal(surely('error rate by time < 25%', made(second(50, 0))), true);
    assert.equal(surely('error rate by time < 1%', made(second(1, 0))), false);
  });
});
