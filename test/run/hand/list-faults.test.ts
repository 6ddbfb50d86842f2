import assert from 'node:assert/strict';
import { listFaults } from '../../../src/run/hand/list-faults.ts';
import { writeLinkSettings } from '../../../src/run/inject/link-settings.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { startToxiproxy } from '../../support/toxiproxies.ts';

describe('the list of faults', () => {
  useStateFolder();

  it('has the HTTP faults on a server, ours and those of others', async function () {
    const found = await startToxiproxy(this, 'embedded');
    try {
      const server = new ToxiproxyServer(found.url);
      await server.createProxy({ name: 'shop', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
      await writeLinkSettings(server, 'shop', { protocol: 'http' });
      for (const name of ['handmade', 'stampede-r1-e'])
        await server.addHttpToxic('shop', { name, type: 'http_error', share: 1, method: null, path: null, attributes: {} });
      const { faults, silent } = await listFaults([server]);
      assert.deepEqual(silent, []);
      assert.deepEqual(faults.map(({ what, link, whose }) => [what, link, whose]).toSorted(), [
        ['http_error (toxic handmade)', 'shop', 'unknown (not made by chaos)'],
        ['http_error (toxic stampede-r1-e)', 'shop', 'a run that is gone, or elsewhere'],
      ]);
    } finally {
      await found.stop();
    }
  });
});
