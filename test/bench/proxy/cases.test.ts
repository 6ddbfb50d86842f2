/** The whole way of a measurement through the embedded server from source, with what is always here. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { download, startSource, type Source } from '../../../bench/proxy/bulk.ts';
import { cases, pacedPerSecond, type Case } from '../../../bench/proxy/cases.ts';
import { compilePacer } from '../../../bench/proxy/pacer.ts';
import { startProxyServer, type ProxyServer } from '../../../bench/proxy/server.ts';
import { machineMs } from '../../../src/run/clock.ts';
import { skipUnlessInstalled } from '../../support/installed.ts';
import { startCompiledTarget, type TargetProcess } from '../../support/target-process.ts';
import { freePort } from '../../support/tcp-peers.ts';

const main = fileURLToPath(new URL('../../../src/proxy/main.ts', import.meta.url));
const named = (wanted: string): Case => cases.find(({ name }) => name === wanted) as Case;

describe('cases of the proxy bench', () => {
  let dir: string;
  let target: TargetProcess;
  let source: Source;
  let server: ProxyServer;

  before(async function () {
    skipUnlessInstalled(this, 'cc');
    dir = mkdtempSync(join(tmpdir(), 'bench-proxy-test-'));
    [target, source] = [await startCompiledTarget(), await startSource()];
    server = await startProxyServer(process.execPath, [main], await freePort(), '--');
  });
  after(async () => {
    await server?.close();
    await source?.close();
    await target?.close();
    if (dir !== undefined) rmSync(dir, { recursive: true, force: true });
  });

  it('paced: every request that was due reaches the target and is answered', async () => {
    const pace = compilePacer(dir);
    const targetPort = await server.addProxy('target', Number(new URL(target.url).port));
    const beganMs = machineMs();
    const figures = await named('paced').measure({ name: 'embedded', server, targetPort, sourcePort: 0 }, 0.5, pace);
    assert.deepEqual(Object.keys(figures), ['p50Ms', 'p99Ms', 'cpuMicros']);
    assert.ok((figures['p50Ms'] ?? 0) > 0 && (figures['p50Ms'] ?? 0) <= (figures['p99Ms'] ?? 0));
    const { requests, connections, stamps } = await target.arrived();
    assert.deepEqual([requests, connections], [1_000, 50]);
    // A busy machine makes requests late, the first as well as the last; none may come before it was due.
    const early = stamps.filter((stamp, index) => stamp < beganMs + 100 + (index * 1_000) / pacedPerSecond - 1);
    assert.deepEqual([stamps.length, early.length], [1_000, 0], 'it sends at its pace and not faster');
  });

  it('bandwidth: the rate is that of the toxic, and without it far more', async () => {
    const sourcePort = await server.addProxy('source', source.port);
    const figures = await named('bandwidth').measure({ name: 'embedded', server, targetPort: 0, sourcePort }, 0.5, () => assert.fail());
    assert.ok((figures['kbPerSecond'] ?? 0) <= 1_010 && (figures['kbPerSecond'] ?? 0) > 500, `${figures['kbPerSecond']}`);
    assert.ok((await download(sourcePort, 1_000_000)) > 2_000, 'the toxic is off again');
  });
});
