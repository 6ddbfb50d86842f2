import assert from 'node:assert/strict';
import { createPace } from '../../../../src/run/observe/breakers/pace.ts';

describe('the pace of looks', () => {
  it('is 200 ms for a source that answers at once', () => {
    const pace = createPace();
    pace.answered(4);
    assert.deepEqual([pace.everyMs, pace.pauseMs(4)], [200, 196]);
  });

  it('a look takes at most a tenth of its interval, over time', () => {
    const pace = createPace();
    let [looking, passed] = [0, 0];
    for (let i = 0; i < 500; i++) {
      const took = 20 + (i % 50) * 6;
      pace.answered(took);
      looking += took;
      passed += took + pace.pauseMs(took);
    }
    assert.ok(looking / passed <= 0.101, `${looking / passed}`);
  });

  it('one slow look among quick ones does not blind the watch for long', () => {
    const pace = createPace();
    for (const took of [5, 5, 5, 5, 400]) pace.answered(took);
    assert.ok(pace.pauseMs(400) < 1_000);
  });

  it('a refusal is tried again soon, a look that was given up less and less often', () => {
    const pace = createPace();
    pace.unanswered(false);
    assert.equal(pace.pauseMs(1), 199);
    const pauses = Array.from({ length: 6 }, () => (pace.unanswered(true), pace.pauseMs(1_000)));
    assert.deepEqual(pauses, [800, 1_800, 4_000, 9_000, 9_000, 9_000]);
    pace.answered(5);
    assert.equal(pace.pauseMs(5), 195);
  });
});
