import assert from 'node:assert/strict';
import { Collection } from '../../src/proxy/collection.ts';
import { Lease } from '../../src/proxy/lease.ts';
import { Undoing } from '../../src/proxy/undo.ts';

describe('a lease', () => {
  let undoing: Undoing;
  let ends: number;
  const lease = (): Lease => new Lease({ id: 'l', owner: 'me', ttlMs: 60_000, undoing, onEnd: () => (ends += 1) });

  beforeEach(() => {
    undoing = new Undoing(new Collection(1));
    ends = 0;
  });
  afterEach(() => undoing.close());

  it('ends once, with the same outcome for all who end it', async () => {
    const one = lease();
    one.announce({ kind: 'enable', proxy: 'p' });
    const both = await Promise.all([one.end(), one.end()]);
    assert.equal(both[0], both[1]);
    assert.deepEqual(
      both[0].map(({ number, result }) => [number, result]),
      [[1, 'gone']],
    );
    assert.equal(ends, 1);
  });

  it('takes an item that is sent again for the same one', async () => {
    const one = lease();
    const item = { kind: 'enable', proxy: 'p' } as const;
    assert.deepEqual(
      [one.announce(item, undefined, 'a'), one.announce(item, undefined, 'a'), one.announce(item, undefined, 'b'), one.announce(item)],
      [1, 1, 2, 3],
    );
    assert.equal(one.items.length, 3);
    await one.end();
  });

  it('numbers items once and for all', async () => {
    const one = lease();
    assert.equal(one.announce({ kind: 'enable', proxy: 'p' }), 1);
    one.takeOff(1);
    assert.equal(one.announce({ kind: 'enable', proxy: 'p' }), 2);
    one.takeOff(7);
    assert.deepEqual(
      one.items.map(({ number }) => number),
      [2],
    );
    await one.end();
  });

  it('has no end by time once it is held, and ends when it is let go', async () => {
    const one = new Lease({ id: 'l', owner: 'me', ttlMs: 5, undoing, onEnd: () => (ends += 1) });
    let released = 0;
    const letGo = one.hold(() => (released += 1));
    assert.equal(one.expiresAtMs, null);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(ends, 0);
    letGo();
    assert.equal(ends, 1);
    letGo();
    await one.end();
    assert.equal(released, 0);
  });

  it('ends by the silence of a holder that has begun to renew', async () => {
    const one = lease();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    one.hold(release);
    one.renew(20);
    assert.ok(one.expiresAtMs !== null);
    await released;
    assert.equal(ends, 1);
  });

  it('releases those who hold it when it ends otherwise', async () => {
    const one = lease();
    let released = 0;
    const letGo = one.hold(() => (released += 1));
    await one.end();
    letGo();
    assert.deepEqual([released, ends], [1, 1]);
  });
});
