import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Abandoned, Overloaded, Pool } from '../../src/storefront/pool.ts';

const settled = async (promise: Promise<void>) => {
  let done = false;
  promise.then(
    () => (done = true),
    () => (done = true),
  );
  await new Promise(setImmediate);
  return done;
};

describe('storefront/pool', () => {
  it('admits as many as there are slots and makes the next one wait for a slot to be free', async () => {
    const pool = new Pool('p', { slots: 2, queue: 5 });
    await pool.enter().admitted;
    await pool.enter().admitted;
    const third = pool.enter();
    assert.equal(await settled(third.admitted), false);
    assert.deepEqual([pool.busy, pool.waiting], [2, 1]);
    pool.leave();
    await third.admitted;
    assert.deepEqual([pool.busy, pool.waiting], [2, 0]);
  });

  it('serves in the order of arrival', async () => {
    const pool = new Pool('p', { slots: 1, queue: 5 });
    await pool.enter().admitted;
    const order: number[] = [];
    const all = [1, 2, 3].map(async (number) => {
      await pool.enter().admitted;
      order.push(number);
      pool.leave();
    });
    pool.leave();
    await Promise.all(all);
    assert.deepEqual(order, [1, 2, 3]);
    assert.equal(pool.busy, 0);
  });

  it('refuses when slots and queue are full, and counts it', () => {
    const pool = new Pool('p', { slots: 1, queue: 1 });
    pool.enter();
    pool.enter();
    assert.throws(() => pool.enter(), Overloaded);
    assert.equal(pool.refused, 1);
  });

  it('forgets who left the queue, and gives the slot to the one behind', async () => {
    const pool = new Pool('p', { slots: 1, queue: 2 });
    await pool.enter().admitted;
    const left = pool.enter();
    const behind = pool.enter();
    left.abandon();
    left.abandon();
    await assert.rejects(left.admitted, Abandoned);
    assert.deepEqual([pool.waiting, pool.abandoned], [1, 1]);
    pool.leave();
    await behind.admitted;
    assert.deepEqual([pool.busy, pool.waiting], [1, 0]);
  });

  it('keeps a slot that is held when its ticket is abandoned too late', async () => {
    const pool = new Pool('p', { slots: 1, queue: 2 });
    await pool.enter().admitted;
    const next = pool.enter();
    pool.leave();
    await next.admitted;
    next.abandon();
    assert.deepEqual([pool.busy, pool.abandoned], [1, 0]);
  });

  it('never has more busy than slots or more waiting than the limit, and loses nobody', () => {
    const step = fc.constantFrom('enter', 'leave', 'abandon');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 4 }),
        fc.array(step, { maxLength: 3_000 }),
        (slots, queue, steps) => {
          const pool = new Pool('p', { slots, queue });
          const tickets: { abandon(): void }[] = [];
          let entered = 0;
          let left = 0;
          for (const what of steps) {
            if (what === 'enter') {
              try {
                const ticket = pool.enter();
                ticket.admitted.catch(() => undefined);
                tickets.push(ticket);
                entered++;
              } catch (error) {
                assert.ok(error instanceof Overloaded && pool.busy === slots && pool.waiting === queue);
              }
            } else if (what === 'leave' && pool.busy > 0) {
              pool.leave();
              left++;
            } else if (what === 'abandon') tickets.pop()?.abandon();
            assert.ok(pool.busy <= slots && pool.waiting <= queue && pool.waiting >= 0);
            // A slot is idle only when nobody waits.
            assert.ok(pool.busy === slots || pool.waiting === 0);
            assert.equal(entered, pool.busy + pool.waiting + left + pool.abandoned);
          }
        },
      ),
    );
  });
});
