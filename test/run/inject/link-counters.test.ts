import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { readCounters, readEndedBytes } from '../../../src/run/inject/link-counters.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { startEcho } from '../../support/injecting.ts';
import { Client } from '../../support/tcp-peers.ts';
import { eventually, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`what crosses a link, on the ${kind} server`, () => {
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    let echo: Awaited<ReturnType<typeof startEcho>>;
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
      echo = await startEcho();
    });
    after(async () => {
      echo?.close();
      await found?.stop();
    });

    it('is counted while it does, or when the connection has ended and not before', async () => {
      const { name, listen } = await server.createProxy({ name: 'stampede-test', listen: '127.0.0.1:0', upstream: echo.address });
      const client = new Client(listen);
      await client.roundTrip('four');
      await pause(50);
      const counters = await readCounters(server, name);
      if (kind === 'embedded') {
        assert.ok(counters !== null && counters.connections === 1 && counters.bytesUp === 4 && counters.bytesDown === 4);
      } else {
        assert.equal(counters, null);
        assert.equal(await readEndedBytes(server, name), 0);
        client.close();
        await eventually('the bytes of both directions', async () => (await readEndedBytes(server, name)) === 8);
        assert.equal(await readEndedBytes(server, 'another'), 0);
      }
      client.close();
    });
  });
}

describe('what crosses a link, where nobody says', () => {
  it('is null, and asked for again of a server that did not answer', async () => {
    const nobody = new ToxiproxyServer('http://127.0.0.1:1');
    assert.equal(await readCounters(nobody, 'p'), null);
    assert.equal(await readEndedBytes(nobody, 'p'), null);
    assert.equal(await readCounters(nobody, 'p'), null);
  });
});
