import assert from 'node:assert/strict';
import { ChaosError } from '../../src/errors.ts';
import { startProxyServer } from '../../src/run/proxy-server.ts';
import { lives } from '../support/toxiproxies.ts';

describe('the proxy server as a process of its own', () => {
  it('answers until it is stopped, which may be asked for twice', async () => {
    const server = await startProxyServer(['--port', '0']);
    assert.equal((await fetch(`${server.url}/version`)).status, 200);
    assert.deepEqual(server.proxies, []);
    await Promise.all([server.stop(), server.stop()]);
    assert.equal(await server.exited, 'code 0');
    assert.ok(!lives(server.pid));
  });

  it('rejects with the error that the server ended with', async () => {
    const server = await startProxyServer(['--port', '0']);
    await assert.rejects(startProxyServer(['--port', new URL(server.url).port]), (error) => {
      assert.ok(error instanceof ChaosError);
      assert.deepEqual([error.code, error.hint], ['LISTEN_TAKEN', 'choose another port, or 0 for any free one']);
      return true;
    });
    await server.stop();
  });
});
