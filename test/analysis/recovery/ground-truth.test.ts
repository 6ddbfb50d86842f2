import assert from 'node:assert/strict';
import { outages } from '../../support/outage-log.ts';
import { answerOf, broken, rates } from '../../support/outage-cases.ts';

/** Of each outage and rate so many; docs/verify-06.md has the table of many more. */
const seeds = [1, 2];

describe('recovery against the truth', function () {
  this.timeout(60_000);

  it('is found to 0.2 s, at worst to 1 s, at 200/s and more; never invented, and not guessed where it can not be proven', () => {
    const answers = outages.flatMap((outage) => rates.flatMap((perSecond) => seeds.map((seed) => answerOf(outage, perSecond, seed))));
    assert.equal(answers.length, 60);
    assert.deepEqual(broken(answers), []);
    assert.ok(
      answers.some(({ provable, truth }) => !provable && truth.recoveryMs !== null),
      'some can not be proven',
    );
  });
});
