import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Collection } from '../../src/proxy/collection.ts';
import { Undoing } from '../../src/proxy/undo.ts';

describe('undoing', () => {
  let proxies: Collection;
  let undoing: Undoing;

  beforeEach(async () => {
    proxies = new Collection(1);
    undoing = new Undoing(proxies);
    await proxies.create({ name: 'p', listen: '127.0.0.1:0', upstream: 'nowhere:1', enabled: false });
  });
  afterEach(() => {
    undoing.close();
    return proxies.stopAll();
  });

  it('says what there was to undo', async () => {
    assert.deepEqual(await undoing.undo({ kind: 'enable', proxy: 'p' }), { result: 'undone' });
    assert.deepEqual(await undoing.undo({ kind: 'enable', proxy: 'p' }), { result: 'gone' });
    assert.deepEqual(await undoing.undo({ kind: 'toxic', proxy: 'p', name: 't' }), { result: 'gone' });
    assert.deepEqual(await undoing.undo({ kind: 'toxic', proxy: 'q', name: 't' }), { result: 'gone' });
    const settings = { kind: 'settings', proxy: 'p', protocol: 'http', seed: 3 } as const;
    assert.deepEqual(await undoing.undo(settings), { result: 'undone' });
    assert.deepEqual(await undoing.undo(settings), { result: 'gone' });
    assert.deepEqual([proxies.named('p')?.seed, proxies.named('p')?.http.isOpen], [3, true]);
    assert.deepEqual(await undoing.undo({ kind: 'proxy', proxy: 'p' }), { result: 'undone' });
    assert.deepEqual(proxies.all(), []);
  });

  it('waits for what is under way on the same proxy', async () => {
    const { promise: hurdle, resolve: clear } = Promise.withResolvers<void>();
    void proxies.inTurn('p', () => hurdle);
    let done = false;
    const undone = undoing.undo({ kind: 'proxy', proxy: 'p' }).then(() => (done = true));
    await pause(20);
    assert.equal(done, false);
    clear();
    await undone;
  });

  it('tries no more once it is closed', async () => {
    await undoing.undo({ kind: 'proxy', proxy: 'late' });
    undoing.close();
    await proxies.create({ name: 'late', listen: '', upstream: 'nowhere:1', enabled: false });
    await pause(1_100);
    assert.ok(proxies.named('late') !== undefined);
  });
});
