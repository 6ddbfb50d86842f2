import assert from 'node:assert/strict';
import { Collection, PopulateError } from '../../src/proxy/collection.ts';

const proxy = (name: string) => ({ name, listen: '127.0.0.1:0', upstream: 'nowhere:1', enabled: false });

describe('a collection of proxies', () => {
  let proxies: Collection;
  beforeEach(() => {
    proxies = new Collection(1);
  });
  afterEach(() => proxies.stopAll());

  it('gives each proxy a seed of its own, the same for the same name', async () => {
    const [a, b] = [await proxies.create(proxy('a')), await proxies.create(proxy('b'))];
    assert.notEqual(a.seed, b.seed);
    const other = new Collection(1);
    assert.equal((await other.create(proxy('b'))).seed, b.seed);
  });

  it('does not start again what is removed while a reset waits for its turn', async () => {
    const gone = await proxies.create(proxy('p'));
    const { promise: hurdle, resolve: clear } = Promise.withResolvers<void>();
    const removed = proxies.inTurn('p', async () => {
      await hurdle;
      await proxies.remove(gone);
    });
    const reset = proxies.reset();
    clear();
    await Promise.all([removed, reset]);
    assert.equal(gone.enabled, false);
  });

  it('populates up to the first that fails, and says which were done', async () => {
    await assert.rejects(proxies.populate([proxy('a'), { ...proxy('b'), enabled: true, listen: 'nowhere' }, proxy('c')]), (error) => {
      assert.ok(error instanceof PopulateError);
      assert.deepEqual(
        error.done.map(({ name }) => name),
        ['a'],
      );
      return true;
    });
    assert.equal(proxies.named('c'), undefined);
  });
});
