/** The package as a stranger gets it: packed, installed into an empty folder, run from there with plain Node. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { ahead } from '../support/ahead.ts';
import { openDesk, root, startCli, type Desk, type Ended } from '../support/cli.ts';
import { freePort, startPlainTarget } from '../support/plain-target.ts';

describe('the package', function () {
  this.timeout(240_000);
  // A machine that stalls makes a run honestly inconclusive (generator saturated): that may happen once, not twice. What is
  // late is judged by the tightest bound on times, so that p50 < 60s makes it rare.
  this.retries(1);
  let desk: Desk;
  let run: (args: readonly string[]) => Promise<Ended>;
  let rehearsal: ReturnType<typeof ahead<Awaited<ReturnType<typeof rehearse>>>>;

  before(() => {
    desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
    desk.env['TMPDIR'] = join(desk.dir, 'tmp');
    mkdirSync(desk.env['TMPDIR']);
    const packed = join(desk.dir, 'packed');
    const empty = join(desk.dir, 'empty');
    mkdirSync(packed);
    mkdirSync(empty);
    execFileSync('npm', ['pack', '--pack-destination', packed], { cwd: root, stdio: 'pipe', env: desk.env });
    writeFileSync(join(empty, 'package.json'), '{"private": true}');
    const [tarball] = readdirSync(packed);
    execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(packed, tarball as string)], {
      cwd: empty,
      stdio: 'pipe',
      env: desk.env,
    });
    run = (args) =>
      startCli(args, desk, { command: [process.execPath, join(empty, 'node_modules/@stampede/chaos/bin/run.js')], cwd: empty }).ended;
    rehearsal = ahead(rehearse);
  });
  after(() => desk.remove());

  /** With a fault through the package's own embedded server. It goes on while the other tests do their work. */
  async function rehearse(): Promise<Ended & { arrivals: number }> {
    const target = await startPlainTarget(5);
    try {
      const port = await freePort();
      const scenario = join(desk.dir, 'faulty.yaml');
      writeFileSync(
        scenario,
        `version: 1
target: {url: "http://127.0.0.1:${port}/"}
links: {shop: {listen: "127.0.0.1:${port}", upstream: "${target.address}"}}
load: {base: 50/s, stages: [{name: hold, for: 6s, rate: 1x}]}
faults: [{id: slow, link: shop, type: latency, latency: 100ms, at: 2s, for: 2s}]
objectives: [p50 < 60s]
`,
      );
      return { ...(await run(['spike', scenario, '--json', '-q'])), arrivals: target.arrivals() };
    } finally {
      await target.close();
    }
  }

  it('holds what it needs and nothing of the workshop', () => {
    const dir = join(desk.dir, 'empty/node_modules/@stampede/chaos');
    assert.deepEqual(readdirSync(dir).toSorted(), [
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'oclif.manifest.json',
      'package.json',
      'scenarios',
      'schemas',
    ]);
    assert.deepEqual(readdirSync(join(dir, 'bin')), ['run.js']);
  });

  it('installs both names', () => {
    const bins = readdirSync(join(desk.dir, 'empty/node_modules/.bin'));
    assert.ok(bins.includes('chaos') && bins.includes('stampede'));
  });

  it('prints its help and its version', async () => {
    const help = await run(['--help']);
    assert.equal(help.code, 0);
    for (const command of ['spike', 'run', 'plan', 'check', 'report', 'abort', 'recover', 'doctor', 'storefront', 'scenarios', 'import'])
      assert.match(help.stdout, new RegExp(`^\\s+${command}\\s`, 'm'));
    assert.equal((await run(['--version'])).code, 0);
    assert.ok(existsSync(join(desk.dir, 'tmp', 'node-compile-cache')), 'what was compiled is kept for the next start');
  });

  it('finds its library', async () => {
    const { stdout, code } = await run(['scenarios']);
    assert.equal(code, 0);
    assert.match(stdout, /black-friday/);
  });

  it('imports an OpenAPI document', async () => {
    const file = join(desk.dir, 'api.yaml');
    writeFileSync(file, 'openapi: 3.1.0\ninfo: {title: x, version: "1"}\npaths:\n  /a: {get: {responses: {"200": {description: ok}}}}\n');
    const { stdout, stderr, code } = await run(['import', 'openapi', file]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^ +- get: \/a$/m);
  });

  it('opens its storefront', async () => {
    const started = startCli(['storefront', '--json'], desk, {
      command: [process.execPath, join(desk.dir, 'empty/node_modules/@stampede/chaos/bin/run.js')],
    });
    const sheet = await new Promise<string>((resolve) => started.child.stdout?.once('data', (data) => resolve(String(data))));
    assert.match(sheet, /http:\/\/127\.0\.0\.1:\d+/);
    started.child.kill('SIGTERM');
    await started.ended;
  });

  it('rehearses, with a fault through its own embedded server', async () => {
    const { stdout, stderr, code, arrivals } = await rehearsal();
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as Analysis;
    assert.equal(report.faults[0]?.verified, true, report.faults[0]?.evidence);
    assert.equal(arrivals, report.totals.outcomes.ok);
  });
});
