import assert from 'node:assert/strict';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { repeatsOf, repeatsSchema } from '../../../src/analysis/repeats/repeats.ts';
import { held } from '../../support/sample-analysis.ts';
import { mixed, repetition, repetitionsOf } from '../../support/sample-repeats.ts';

describe('repetitions', () => {
  const repeats = repetitionsOf(mixed);
  const [fault] = repeats.faults;

  it('are what their schema says', () => assert.deepEqual(repeatsSchema.parse(repeats), repeats));

  it('one that did not recover is censored: it moves the median up and has no part in the range', () => {
    assert.deepEqual(fault!.recovery.recoveryMs, {
      n: 4,
      censored: 1,
      median: 800,
      medianAtLeast: null,
      min: 0,
      max: null,
      maxAtLeast: 42_000,
    });
    assert.equal(fault!.recovery.notRecovered, 1);
    assert.equal(fault!.recovery.statuses['recovered-before-clear'], 1);
  });

  it('one that can not be believed is in no figure and says why; its exit code counts', () => {
    assert.deepEqual(
      repeats.runs.map(({ leftOut }) => leftOut),
      [null, null, null, null, 'the generator was saturated'],
    );
    assert.deepEqual([fault!.verified, repeats.measures[0]!.n, repeats.exitCode], [4, 4, 3]);
  });

  it('one in which the fault did not bite says nothing of that fault', () => {
    const unseen = { ...repetition(mixed[0]!, 1, 2), faults: held.faults.map((one) => ({ ...one, verified: false })) };
    const [of] = repeatsOf([repetition(mixed[1]!, 0, 2), unseen]).faults;
    assert.deepEqual([of!.verified, of!.recovery.recoveryMs.n, of!.recovery.recoveryMs.median], [1, 1, 400]);
  });

  it('objectives are counted over all runs, by their text', () => {
    assert.deepEqual(
      repeats.objectives.map(({ held: k, breached, of }) => [k, breached, of]),
      [[4, 1, 5], ...held.objectives.slice(1).map(() => [5, 0, 5])],
    );
  });

  it('never degraded and too little data are counted, and are no recovery time', () => {
    const [of] = repetitionsOf([
      { recovery: { status: 'never-degraded', recoveryMs: null } },
      { recovery: { status: 'insufficient-data', recoveryMs: null } },
      { recovery: { status: 'recovered', recoveryMs: 700 } },
    ]).faults;
    assert.deepEqual(
      [of!.recovery.recoveryMs.n, of!.recovery.recoveryMs.median, of!.recovery.statuses['never-degraded'], of!.recovery.notRecovered],
      [1, 700, 1, 0],
    );
  });

  it('too little data is a bound where it was surely bad for so long', () => {
    const [of] = repetitionsOf([
      { recovery: { status: 'insufficient-data', recoveryMs: null, censoredAtMs: 14_400 } },
      { recovery: { status: 'insufficient-data', recoveryMs: null, censoredAtMs: 900 } },
      { recovery: { status: 'recovered', recoveryMs: 700 } },
    ]).faults;
    const { n, censored, medianAtLeast, min, maxAtLeast } = of!.recovery.recoveryMs;
    assert.deepEqual([n, censored, medianAtLeast, min, maxAtLeast], [3, 2, 14_400, 700, 14_400]);
    assert.deepEqual([of!.recovery.notRecovered, of!.recovery.statuses['insufficient-data']], [0, 2]);
  });

  it('relapsed is not recovered, even without the end of its watch', () => {
    const [of] = repetitionsOf([
      { recovery: { status: 'relapsed', recoveryMs: null, censoredAtMs: null } },
      { recovery: { status: 'recovered', recoveryMs: 700 } },
    ]).faults;
    assert.deepEqual([of!.recovery.notRecovered, of!.recovery.recoveryMs.median, of!.recovery.recoveryMs.max], [1, null, null]);
  });

  it('the service lost in a run that did not recover is at least what was counted', () => {
    const lost = fault!.measures.find(({ what }) => what === 'service lost')!;
    assert.deepEqual([lost.censored, lost.max], [1, null]);
  });

  it('a run that says nothing of the service lost is in no figure of it', () => {
    const [known, unknown, none] = [3, null, null].map((resilienceLoss, index) =>
      repetition({ recovery: { status: 'recovered', recoveryMs: 700, resilienceLoss } }, index, 3),
    ) as [Analysis, Analysis, Analysis];
    const [of] = repeatsOf([known, unknown, { ...none, recovery: [] }]).faults;
    const lost = of!.measures.find(({ what }) => what === 'service lost')!;
    assert.deepEqual([of!.verified, lost.n, lost.median, lost.min], [3, 1, 3, 3]);
  });

  it('all routes stand beside the worst', () => {
    assert.deepEqual(
      fault!.perRoute.map(({ scope }) => scope),
      held.recovery[0]!.perRoute.map(({ scope }) => scope),
    );
  });
});
