import assert from 'node:assert/strict';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { handLink } from '../../../src/run/hand/hand-link.ts';
import { readHandFault, readHandLink } from '../../../src/run/hand/read-hand-fault.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { writeLinkSettings } from '../../../src/run/inject/link-settings.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { registerRun } from '../../../src/run/state.ts';
import type { PlannedLink } from '../../../src/plan/plan.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { type ServerKind, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`a link by hand on a server that is there, ${kind}`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;

    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(() => found?.stop());
    afterEach(async () => {
      for (const { name } of await server.proxies()) await server.deleteProxy(name);
    });

    async function ask(fault: string, link: string | null = null, as: 'external' | ServerKind = 'external'): Promise<PlannedLink> {
      const hand = { runId: 'by-hand', fault: readHandFault(fault), link: link === null ? null : readHandLink(link) };
      return handLink(hand, { ...found, server: as }, () => {});
    }
    const add = (name: string): ReturnType<ToxiproxyServer['createProxy']> =>
      server.createProxy({ name, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });

    it('has no reset_peer that it could not let go of in time', async () => {
      await add('pay');
      const refused = { code: 'USAGE', message: /^reset_peer with a timeout of 3 s on a Toxiproxy server that is not the run's own/ };
      await assert.rejects(ask('pay reset_peer 3s for 5s'), refused);
      await assert.rejects(ask('pay reset_peer 3s for 5s', 'pay=127.0.0.1:0,127.0.0.1:9'), refused);
      assert.equal((await ask('pay reset_peer 2s for 5s')).proxy, 'pay');
      assert.equal((await ask('pay reset_peer 3s for 5s', 'pay=127.0.0.1:0,127.0.0.1:9', kind)).listen, '127.0.0.1:0');
    });

    it('is left to the run that made it, however it is named', async () => {
      registerRun({ runId: 'r1', name: 'black-friday', runDir: folder(), journal: 'j', clock });
      const { listen } = await add('stampede-r1-pay');
      const refused = { code: 'LINK_LOCKED', message: 'proxy stampede-r1-pay belongs to run r1 (black-friday), which is going on' };
      for (const link of [null, `pay=${listen},127.0.0.1:9`, 'pay=proxy=stampede-r1-pay'])
        await assert.rejects(ask('pay latency 1s for 5s', link), refused, String(link));
    });

    it('has HTTP faults where the server knows them and HTTP is spoken, and says what is missing elsewhere', async () => {
      const { listen } = await add('pay');
      const inPlace = `pay=${listen},127.0.0.1:9`;
      if (kind === 'binary') {
        const refused = {
          code: 'USAGE',
          message: /^http_error can be done only by the proxy server of chaos, and link pay is on a Toxiproxy/,
        };
        await assert.rejects(ask('pay http_error for 5s'), refused);
        await assert.rejects(ask('pay http_error for 5s', `${inPlace},protocol=http`, kind), refused);
        return;
      }
      const refused = { code: 'USAGE', message: 'http_error understands HTTP, and link pay is of protocol tcp' };
      await assert.rejects(ask('pay http_error for 5s'), refused);
      await assert.rejects(ask('pay http_error for 5s', inPlace), refused);
      await assert.rejects(ask('pay http_error for 5s', 'pay=127.0.0.1:0,127.0.0.1:9', kind), refused);
      assert.equal((await ask('pay http_error for 5s', `${inPlace},protocol=http`)).protocol, 'http');
      await writeLinkSettings(server, 'pay', { protocol: 'http' });
      for (const link of [null, inPlace]) assert.equal((await ask('pay http_error for 5s', link)).protocol, 'http');
    });
  });
}
