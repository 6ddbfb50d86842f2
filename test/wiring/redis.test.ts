/** The recipe of docs/wiring.md for Redis: the real server behind a link, asked by its own client. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, startProgram, type Ran, type Server } from '../support/child.ts';
import { freePort } from '../support/injecting.ts';
import { skipUnlessInstalled } from '../support/installed.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { serverKinds } from '../support/toxiproxies.ts';
import { startWired, type Wired } from '../support/wired.ts';

/** One connection; each command waits for the answer to the one before. */
async function redis(address: string, commands: readonly string[]): Promise<Ran> {
  const [host = '', port = ''] = address.split(':');
  return runProgram('redis-cli', ['-e', '-h', host, '-p', port], { input: `${commands.join('\n')}\n` });
}

describe('Redis behind a link', function () {
  this.timeout(20_000);
  const stateFolder = useStateFolder();
  let folder = '';
  let address = '';
  let server: Server | undefined;
  let wired: Wired | undefined;

  before(async function () {
    const file = skipUnlessInstalled(this, 'redis-server');
    skipUnlessInstalled(this, 'redis-cli');
    folder = mkdtempSync(join(tmpdir(), 'stampede-redis-'));
    const port = String(await freePort());
    address = `127.0.0.1:${port}`;
    const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    server = await startProgram(file, args, /Ready to accept connections/);
  });
  after(async () => {
    await server?.stop();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await wired?.close();
    wired = undefined;
  });

  for (const kind of serverKinds) {
    it(`is slow, silent and gone as the fault says, on the ${kind} server`, async function () {
      wired = await startWired(this, kind, address, stateFolder());
      const { connect, during } = wired;
      const gets = ['SET basket 3', 'GET basket', 'GET basket', 'GET basket'];
      const before = await redis(connect, gets);
      assert.deepEqual([before.code, before.stdout], [0, 'OK\n3\n3\n3\n']);
      const slow = await during('latency', { latency: '100ms' }, () => redis(connect, gets));
      assert.deepEqual([slow.code, slow.stdout], [0, 'OK\n3\n3\n3\n']);
      assert.ok(slow.ms >= 4 * 99, `${slow.ms} ms`);
      const silent = await during('timeout', { timeout: '200ms' }, () => redis(connect, ['PING']));
      assert.match(`${silent.stdout}${silent.stderr}`, /Server closed the connection|Connection reset/);
      assert.ok(silent.ms >= 199, `${silent.ms} ms`);
      const gone = await during('down', {}, () => redis(connect, ['PING']));
      assert.match(`${gone.stdout}${gone.stderr}`, /Connection refused/);
      assert.equal((await redis(connect, ['PING'])).stdout, 'PONG\n');
    });
  }
});
