import assert from 'node:assert/strict';
import { outcomes } from '../../src/events/event.ts';
import { failedOutcomes } from '../../src/report/failed-outcomes.ts';

describe('what counts as failed', () => {
  it('is every outcome but ok and cancelled', () => {
    assert.equal(failedOutcomes(new Map(outcomes.map((outcome) => [outcome, 1]))), outcomes.length - 2);
    assert.equal(
      failedOutcomes(
        new Map([
          ['ok', 5],
          ['cancelled', 7],
        ]),
      ),
      0,
    );
    assert.equal(
      failedOutcomes(
        new Map([
          ['dropped', 2],
          ['timeout', 3],
        ]),
      ),
      5,
    );
  });
});
