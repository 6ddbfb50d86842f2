import assert from 'node:assert/strict';
import { createServerClock } from '../../src/breakers/server-clock.ts';

describe('the clock of a log', () => {
  it('is known more closely with each look, and places a moment more closely than the looks do', () => {
    const clock = createServerClock();
    // Theirs is 1000 ahead: written at 1000 + ours.
    clock.learn([1_190], 0, 200);
    assert.deepEqual(clock.place(1_190, 0, 200), [0, 200]);
    clock.learn([1_205, 1_390], 200, 400);
    assert.deepEqual(clock.place(1_300, 200, 400), [295, 310]);
  });

  it('a clock that was set is learned anew', () => {
    const clock = createServerClock();
    clock.learn([1_100], 0, 200);
    clock.learn([91_300], 200, 400);
    clock.learn([91_420, 91_580], 400, 600);
    assert.deepEqual(clock.place(91_500, 400, 600), [480, 520]);
  });

  it('nothing is learned of nothing', () => {
    const clock = createServerClock();
    clock.learn([], 0, 200);
    assert.deepEqual(clock.place(5_000, 0, 200), [0, 200]);
  });
});
