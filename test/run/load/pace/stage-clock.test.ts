import assert from 'node:assert/strict';
import { StageClock } from '../../../../src/run/load/pace/stage-clock.ts';

describe('StageClock', () => {
  const stages = (): StageClock =>
    new StageClock([
      { startMs: 0, forMs: 120 },
      { startMs: 120, forMs: 0 },
      { startMs: 120, forMs: 100 },
    ]);

  it('tells the stage of a time, in any order of asking', () => {
    const clock = stages();
    assert.deepEqual(
      [0, 119.9, 120, 500, 50, -3].map((t) => clock.at(t)),
      [0, 0, 2, 2, 0, 0],
    );
  });

  it('cuts a bin where its stage begins', () => {
    assert.deepEqual([stages().cut(100, 0), stages().cut(100, 2), stages().cut(150, 2)], [100, 120, 150]);
  });

  it('a held stage goes on, and those after it come later', () => {
    const clock = stages();
    clock.hold(60);
    assert.equal(clock.at(400), 0);
    clock.release(300);
    assert.deepEqual([clock.at(400), clock.at(419), clock.at(420)], [0, 0, 2]);
    assert.equal(clock.startOf(2), 420);
    assert.equal(clock.startOf(3), Number.POSITIVE_INFINITY);
  });
});
