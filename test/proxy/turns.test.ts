import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import { Turns } from '../../src/proxy/turns.ts';

describe('turns', () => {
  it('does what is asked of one name in order, though the first takes long or fails', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const first = turns.take('a', async () => {
      await soon();
      done.push('first');
      throw new Error('it failed');
    });
    const second = turns.take('a', () => done.push('second'));
    await assert.rejects(first, /it failed/);
    await second;
    assert.deepEqual(done, ['first', 'second']);
  });

  it('lets other names pass', async () => {
    const turns = new Turns();
    const { promise: never } = Promise.withResolvers<void>();
    void turns.take('a', () => never);
    assert.equal(await turns.take('b', () => 5), 5);
  });

  it('knows when all that was asked for is done', async () => {
    const turns = new Turns();
    const done: string[] = [];
    void turns.take('a', async () => {
      await soon();
      done.push('a');
    });
    void turns.take('b', () => done.push('b'));
    await turns.done();
    assert.deepEqual(done.toSorted(), ['a', 'b']);
    await turns.done();
  });
});
