import assert from 'node:assert/strict';
import { join } from 'node:path';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FaultInjector } from '../../../src/run/inject/contract.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { collectEvents, type Emitted, fault, link } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`a fault that somebody else took out, on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    let journal: Journal;
    let seen: Emitted;
    let injector: FaultInjector;

    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    beforeEach(async () => {
      journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
      seen = collectEvents();
      const toxiproxy = { ...found, server: 'external' as const, pid: null };
      injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: seen.emit, journal, toRunMs: (ms) => ms });
    });
    afterEach(async () => {
      await injector.undoAll();
      await journal.close();
    });

    const lost = (): unknown => Object.fromEntries(seen.of('fault-removed').map((event) => [event.fault, event.lost]));

    it('is told as lost when its time is over, and one that was in to its end is not', async () => {
      const [{ proxy } = { proxy: '' }] = await injector.prepare([link('a'), link('b')]);
      for (const [at, name] of ['gone', 'whole'].entries()) {
        const on = 'ab'[at]!;
        await injector.inject(fault(`slow-${name}`, on, 'latency', { latency: '1s' }));
        await injector.inject(fault(`dead-${name}`, on, 'down'));
      }
      await server.removeToxic(proxy, 'stampede-r1-slow-gone');
      await server.setEnabled(proxy, true);
      for (const id of ['slow-gone', 'dead-gone', 'slow-whole', 'dead-whole']) await injector.remove(id, 'planned');
      assert.deepEqual(lost(), { 'slow-gone': true, 'dead-gone': true, 'slow-whole': undefined, 'dead-whole': undefined });
    });

    it('is told as lost when its whole proxy is gone', async () => {
      const [{ proxy } = { proxy: '' }] = await injector.prepare([link('a')]);
      await injector.inject(fault('slow', 'a', 'latency', { latency: '1s' }));
      await server.deleteProxy(proxy);
      await injector.remove('slow', 'planned');
      assert.deepEqual(lost(), { slow: true });
    });
  });
}
