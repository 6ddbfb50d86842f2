import assert from 'node:assert/strict';
import { systemClock as clock } from '../../src/run/clock.ts';
import { askRun } from '../../src/run/control.ts';
import { withPlayground } from '../../src/run/playground.ts';
import type { Playground } from '../../src/run/playground.ts';
import { listRuns } from '../../src/run/state.ts';
import { createStopper } from '../../src/run/stop.ts';
import { ShopVisitor } from '../support/shop-visitor.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { eventually, lives } from '../support/toxiproxies.ts';

describe('run/playground', () => {
  const stateFolder = useStateFolder();
  const options = () => ({
    runId: 'play-1',
    variant: 'resilient' as const,
    extra: [],
    port: 0,
    toxiproxy: null,
    env: { PATH: process.env['PATH'], STAMPEDE_TOXIPROXY: 'embedded', STAMPEDE_STATE_DIR: stateFolder() },
    clock,
    stopper: createStopper(),
  });

  it('opens the shop with a proxy on every link, in the books like a run, and takes it all down', async () => {
    let seen: Playground | undefined;
    const left = await withPlayground(options(), async (ground) => {
      seen = ground;
      assert.deepEqual(
        ground.links.map(({ link }) => link),
        ground.shop.links.map(({ name }) => name),
      );
      assert.deepEqual(
        listRuns().map(({ runId, name }) => [runId, name]),
        [['play-1', 'storefront-resilient']],
      );
      const visitor = new ShopVisitor(ground.shop.url);
      assert.equal((await visitor.buy()).status, 201);
      assert.equal((await visitor.get('/products/3')).degraded, null);
      // The traffic crosses the proxies: without the catalogue's there is no fresh page.
      const catalogue = ground.links.find(({ link }) => link === 'catalogue');
      const disabled = await fetch(`${ground.toxiproxy.url}/proxies/${catalogue?.proxy}`, { method: 'POST', body: '{"enabled":false}' });
      assert.equal(disabled.status, 200);
      assert.equal((await visitor.get('/products/3')).degraded, 'catalogue');
    });
    assert.deepEqual(left, []);
    assert.deepEqual(listRuns(), []);
    assert.ok(seen && !lives(seen.shop.pid));
    await assert.rejects(fetch(`${seen.toxiproxy.url}/version`));
  });

  it('ends when somebody aborts it', async () => {
    const left = await withPlayground(options(), async () => {
      const [run] = listRuns();
      assert.ok(run);
      assert.equal((await askRun(run.socket, { do: 'status', from: 'test' })).text, 'storefront-resilient');
      assert.equal((await askRun(run.socket, { do: 'hold', from: 'test' })).ok, false);
      assert.equal((await askRun(run.socket, { do: 'abort', from: 'test' })).ok, true);
      await new Promise(() => undefined);
    });
    assert.deepEqual(left, []);
    assert.deepEqual(listRuns(), []);
  });

  it('takes down what stood already when a stop comes early or a part fails', async () => {
    const early = options();
    early.stopper.request({ why: 'interrupted', detail: 'SIGINT' });
    assert.deepEqual(await withPlayground(early, () => assert.fail('nothing stands')), []);
    await assert.rejects(
      withPlayground({ ...options(), toxiproxy: 'http://127.0.0.1:1' }, () => assert.fail('nothing stands')),
      /127\.0\.0\.1:1/,
    );
    await eventually('the books are clean', () => listRuns().length === 0);
  });
});
