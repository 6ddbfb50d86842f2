import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { parseStat, refusedConnects, usedBy } from '../../../bench/load/process-tree.ts';

describe('process tree', () => {
  before(function () {
    // What is read is Linux's /proc.
    if (process.platform !== 'linux') this.skip();
  });

  it('reads a stat line, whatever the name of the process', () => {
    const rest = 'S 7 1 1 0 -1 4194560 1 2 3 4 100 20 3 1 20 0 1 0 5 6 7';
    for (const name of ['node', 'a b', ') S 9 9', '(x)'])
      assert.deepEqual(parseStat(`42 (${name}) ${rest}`), { parent: 7, ticks: 124 }, name);
  });

  it('counts what grandchildren use, live and ended', async () => {
    const burn = 'const end = Date.now() + 300; while (Date.now() < end);';
    const wait = 'setTimeout(() => {}, 60_000)';
    const child = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn, spawnSync } = require('node:child_process');
         spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}]);
         const live = spawn(process.execPath, ['-e', ${JSON.stringify(`${burn} console.log('done'); ${wait}`)}], { stdio: ['ignore', 'pipe', 'ignore'] });
         live.stdout.once('data', () => console.log('ready'));
         process.once('SIGTERM', () => { live.kill(); process.exit(); });`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(child.stdout, 'data');
      const { cpuMicros, peakBytes } = usedBy(child.pid as number);
      // Two burnt 300 ms of wall time each, of which a busy machine may have given them a part.
      assert.ok(cpuMicros >= 200_000, `${cpuMicros} us`);
      assert.ok(peakBytes > 2 * 20 * 2 ** 20, `${peakBytes} bytes are less than two Nodes`);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    assert.deepEqual(usedBy(child.pid as number), { cpuMicros: 0, peakBytes: 0 });
  });

  it('counts refused connections', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const before = refusedConnects();
    for (let i = 0; i < 3; i += 1) await once(connect(port, '127.0.0.1'), 'error');
    assert.ok(refusedConnects() >= before + 3);
  });
});
