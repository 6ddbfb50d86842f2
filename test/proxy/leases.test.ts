import assert from 'node:assert/strict';
import { Collection } from '../../src/proxy/collection.ts';
import { Leases } from '../../src/proxy/leases.ts';

describe('leases', () => {
  it('keeps those that live, and ends all of them when it is closed', async () => {
    const proxies = new Collection(1);
    const proxy = await proxies.create({ name: 'p', listen: '', upstream: 'nowhere:1', enabled: false });
    const leases = new Leases(proxies);
    const [a, b] = [leases.grant('a', 60_000), leases.grant('b', 60_000)];
    assert.notEqual(a.id, b.id);
    assert.equal(leases.named(a.id), a);
    assert.deepEqual(
      leases.all().map(({ owner }) => owner),
      ['a', 'b'],
    );
    await a.end();
    assert.equal(leases.named(a.id), undefined);
    b.announce({ kind: 'proxy', proxy: proxy.name });
    await leases.close();
    assert.deepEqual(leases.all(), []);
    assert.deepEqual(proxies.all(), []);
  });
});
