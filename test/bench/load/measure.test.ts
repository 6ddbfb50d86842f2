/** The whole way of a measurement, with the one peer that is always here, and the target's own part in it. */
import assert from 'node:assert/strict';
import { casesOf, type Case } from '../../../bench/load/cases.ts';
import { measure } from '../../../bench/load/measure.ts';
import { refusedConnects } from '../../../bench/load/process-tree.ts';
import { autocannon } from '../../../bench/load/tools/autocannon.ts';
import { skipUnlessInstalled } from '../../support/installed.ts';
import { startCompiledTarget, type TargetProcess } from '../../support/target-process.ts';

const [first] = casesOf(true);

describe('measure', () => {
  before(function () {
    skipUnlessInstalled(this, 'cc');
  });

  it('tells what the target saw, what the tool used and what it said', async () => {
    const one: Case = { ...(first as Case), ratePerSecond: 100, seconds: 2, connections: 10 };
    const measured = await measure(autocannon, one);
    assert.ok(measured.requests >= 200, `${measured.requests} requests`);
    assert.ok(measured.told.requests > 150 && measured.told.requests <= measured.requests, `${measured.told.requests} told`);
    assert.equal(measured.told.failed, 0);
    assert.equal(measured.connections, 10);
    assert.ok((measured.latenessMs?.p50 ?? 0) > 100, `it sends in bursts: p50 ${measured.latenessMs?.p50} ms`);
    assert.ok(measured.peakBytes > 20 * 2 ** 20);
    assert.ok(measured.cpuSeconds > 0.05 && measured.cpuSeconds < 5, `${measured.cpuSeconds} s`);
    assert.ok(measured.cpuShare > 0 && measured.cpuShare < 1.5, `${measured.cpuShare} of a core`);
    assert.ok(measured.cpuMicrosPerRequest > 0);
    assert.equal(measured.during, null);
  });

  it('says why a tool gave no result', async () => {
    const launch = (): ReturnType<typeof autocannon.launch> => ({
      command: process.execPath,
      args: ['-e', 'console.error("no such thing"); process.exit(3)'],
    });
    await assert.rejects(measure({ ...autocannon, launch }, first as Case), /before its first request: no such thing/);
  });
});

describe('the compiled target', () => {
  let target: TargetProcess;
  before(async function () {
    skipUnlessInstalled(this, 'cc');
    target = await startCompiledTarget();
  });
  after(async () => target?.close());

  const get = async (headers: Record<string, string> = {}): Promise<string> =>
    fetch(target.url, { headers }).then(
      (response) => response.text(),
      (error: unknown) => (error as { cause: { code: string } }).cause.code,
    );

  it('answers a preflight request and does not count it', async () => {
    assert.equal(await get({ 'x-stampede': 'preflight' }), '{"ok":true}');
    assert.equal(await target.count(), 0);
  });

  it('tells of the first request when it comes, and of what came', async () => {
    const first = target.firstArrival();
    assert.equal(await Promise.race([first, Promise.resolve('not yet')]), 'not yet');
    await get();
    const stamp = await first;
    await get();
    assert.equal(await target.count(), 2);
    assert.equal(await target.firstArrival(), stamp, 'at once when it is there');
    const { requests, stamps } = await target.arrived();
    assert.deepEqual([requests, stamps[0]], [2, stamp]);
    assert.equal(await target.count(), 0);
  });

  it('refuses while its port is closed, and serves on the same port again', async () => {
    const refused = refusedConnects();
    const closedMs = await target.closePort();
    assert.equal(await get(), 'ECONNREFUSED');
    assert.ok(refusedConnects() > refused, 'the kernel counts it');
    const openMs = await target.openPort();
    assert.ok(openMs > closedMs);
    assert.equal(await get(), '{"ok":true}');
  });
});
