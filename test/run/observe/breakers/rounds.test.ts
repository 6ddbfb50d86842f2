import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRounds } from '../../../../src/run/observe/breakers/rounds.ts';
import { until } from '../../../support/breaker-watching.ts';

describe('rounds', () => {
  it('begin at once, and never before the one before is done', async () => {
    let [begun, underWay, most] = [0, 0, 0];
    const rounds = inRounds(async () => {
      begun++;
      most = Math.max(most, ++underWay);
      await sleep(5);
      underWay--;
      return begun;
    }, 1);
    assert.equal(begun, 1);
    assert.equal(await rounds.first, 1);
    await until(() => begun >= 4);
    await rounds.stop();
    assert.deepEqual([most, underWay], [1, 0]);
    const atEnd = begun;
    await sleep(20);
    assert.equal(begun, atEnd);
  });

  it('end with the round under way, and none follows it', async () => {
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const told: boolean[] = [];
    const rounds = inRounds(async (over) => {
      begun++;
      told.push(over());
      await gate.promise;
      told.push(over());
    }, 0);
    let ended = false;
    const stopping = rounds.stop().then(() => (ended = true));
    await sleep(5);
    assert.equal(ended, false);
    gate.resolve();
    await stopping;
    await sleep(10);
    assert.deepEqual([begun, told], [1, [false, true]]);
  });
});
