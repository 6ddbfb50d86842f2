import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { Pacer } from '../../../../src/run/load/pace/pacer.ts';

const now = (): number => performance.now();

describe('Pacer', () => {
  it('calls no turn before it is due, and each that was asked for', async () => {
    const dueMs = now() + 10;
    let next = dueMs;
    const turns: number[] = [];
    const pacer = new Pacer(now, (nowMs) => {
      turns.push(nowMs - next);
      next += 7.3;
      return turns.length < 8 ? next : Number.POSITIVE_INFINITY;
    });
    pacer.wakeBy(dueMs);
    await wait(200);
    assert.equal(turns.length, 8);
    assert.ok(Math.min(...turns) >= 0, `early: ${turns.join(' ')}`);
  });

  it('an earlier wake hides a later one, and the turn says when it wants the next', async () => {
    let turns = 0;
    const pacer = new Pacer(now, () => {
      turns += 1;
      return Number.POSITIVE_INFINITY;
    });
    pacer.wakeBy(now() + 60_000);
    pacer.wakeBy(now() + 5);
    await wait(50);
    assert.equal(turns, 1);
  });

  it('is still once it is stopped, also while it waits out the rest of a millisecond', async () => {
    let turns = 0;
    const pacer = new Pacer(now, () => (turns += 1));
    pacer.wakeBy(now() + 0.3);
    pacer.stop();
    pacer.wakeBy(now());
    await wait(20);
    assert.equal(turns, 0);
  });
});
