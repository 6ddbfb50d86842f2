/** Surroundings that a run does not choose: readers that go, a disk that fills up, exceptions, servers that hang. Nothing stays, nothing leaks. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ahead } from '../support/ahead.ts';
import { entry, openDesk, runCli, startCli, until, type Desk } from '../support/cli.ts';
import { skipUnlessInstalled } from '../support/installed.ts';
import { processesWith } from '../support/processes.ts';

const throwOnSignal = fileURLToPath(new URL('../fixtures/throw-on-signal.mjs', import.meta.url));

describe('hostile surroundings', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let url: string;
  let ledger = '[]';

  beforeEach(async () => {
    desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
    ledger = '[]';
    let orders = 0;
    server = createServer((request, response) => {
      if (!request.url?.startsWith('/ledger')) response.end(JSON.stringify({ id: `o${(orders += 1)}` }));
      else response.end(ledger);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    for (const { pid } of processesWith(mark())) process.kill(pid, 'SIGKILL');
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  const mark = (of = desk): string => `STAMPEDE_STATE_DIR=${of.env['STAMPEDE_STATE_DIR']}`;
  function scenario(rest: string, seconds: number, target = `"${url}"`): string {
    const steps = '[{post: /, name: order, acknowledge: "$.id"}]';
    writeFileSync(
      join(desk.dir, 'my.yaml'),
      `version: 1
target: ${target}
load: {base: 40/s, stages: [{name: hold, for: ${seconds}s, rate: 1x}], journeys: [{name: buy, steps: ${steps}}]}
${rest}
`,
    );
    return 'my.yaml';
  }
  const runDir = (): string => join(desk.dir, 'reports', readdirSync(join(desk.dir, 'reports'))[0] as string);
  const sh = (command: string) => startCli(['-c', command], desk, { command: ['sh'] }).ended;
  async function nothingLeft(of = desk): Promise<void> {
    for (const folder of ['runs', 'journals']) assert.deepEqual(readdirSync(join(of.dir, 'state', folder)), [], folder);
    await until('the end of every process', () => processesWith(mark(of)).length === 0, 3_000).catch(() =>
      assert.deepEqual(processesWith(mark(of)), []),
    );
  }

  /** It waits for five seconds, at a desk of its own, while the other tests do their work. */
  async function interruptWhileAllHangs() {
    const own = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
    const { child, ended, stderr } = startCli(['spike'], own);
    await until('the load', () => /event=stage/.test(stderr()));
    // The watchdog is neither, and one that is stopped can't end.
    const both = processesWith(mark(own)).filter(({ pid, command }) => pid !== child.pid && !command.includes('watchdog'));
    for (const { pid } of both) process.kill(pid, 'SIGSTOP');
    const asked = performance.now();
    child.kill('SIGINT');
    const { code } = await ended;
    return { own, code, stderr: stderr(), tookMs: performance.now() - asked };
  }
  let hanging: ReturnType<typeof ahead<Awaited<ReturnType<typeof interruptWhileAllHangs>>>>;
  before(() => {
    if (process.platform === 'linux') hanging = ahead(interruptWhileAllHangs);
  });

  it('whoever reads the progress goes: the run goes on, and its report and exit code are its own', async () => {
    const file = scenario('objectives: [p50 < 60s]', 1);
    const { stdout } = await sh(`{ "${process.execPath}" "${entry}" spike ${file} 2>&1; echo "code $?" > code; } | head -1`);
    assert.match(stdout, /event=setup/);
    assert.equal(readFileSync(join(desk.dir, 'code'), 'utf8'), 'code 0\n');
    assert.equal(JSON.parse(readFileSync(join(runDir(), 'report.json'), 'utf8')).exitCode, 0);
    await nothingLeft();
  });

  it('a disk that fills up under the log: stopped, rolled back, exit 4, and no verdict over half a log', async function () {
    if (process.platform !== 'linux') this.skip();
    const file = scenario('', 30);
    const began = performance.now();
    const { code, stdout, stderr } = await sh(`ulimit -f 8; exec "${process.execPath}" "${entry}" spike ${file}`);
    assert.ok(performance.now() - began < 20_000, 'it does not send for half a minute what nobody can judge');
    assert.deepEqual([code, stdout], [4, '']);
    assert.match(stderr, /^error OUTPUT_UNWRITABLE: the event log can't be written/m);
    await nothingLeft();
  });

  it('an exception that nobody caught: undone, a partial report, exit 1', async () => {
    desk.env['NODE_OPTIONS'] = `--import=${throwOnSignal}`;
    const { child, ended, stderr: said } = startCli(['spike', scenario('', 30)], desk);
    await until('the load', () => /event=stage/.test(said()));
    child.kill('SIGUSR2');
    const { code, stderr } = await ended;
    assert.equal(code, 1, stderr);
    assert.match(stderr, /the run failed and was rolled back: out of nowhere/);
    assert.equal(JSON.parse(readFileSync(join(runDir(), 'report.json'), 'utf8')).exitCode, 1);
    await nothingLeft();
  });

  it('Ctrl-C while a ledger that never agrees is asked: nobody waits for it', async () => {
    const file = scenario('reconcile: {url: /ledger, ids: "$[*]", settle: 30s}', 1);
    const { child, ended, stderr } = startCli(['spike', file], desk);
    await until('the comparison', () => /comparing/.test(stderr()));
    const asked = performance.now();
    child.kill('SIGINT');
    assert.equal((await ended).code, 130);
    assert.ok(performance.now() - asked < 4_000);
    await nothingLeft();
  });

  it('in the background of a terminal it writes lines, and is not stopped for touching the keys', async function () {
    skipUnlessInstalled(this, 'tmux');
    const file = scenario('objectives: [p50 < 60s]', 1);
    const tmux = (...args: string[]): string =>
      execFileSync('tmux', ['-S', join(desk.dir, 'tmux.sock'), ...args], { encoding: 'utf8', env: desk.env });
    tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'a', '-x', '120', '-y', '30', '-c', desk.dir, 'bash --norc');
    try {
      tmux('send-keys', '-t', 'a', `"${process.execPath}" "${entry}" spike ${file} & wait; echo "code $?" > code`, 'Enter');
      await until(
        'its end',
        () => existsSync(join(desk.dir, 'code')) && readFileSync(join(desk.dir, 'code'), 'utf8').includes('\n'),
        20_000,
      );
      assert.match(tmux('capture-pane', '-p', '-t', 'a', '-S', '-100'), /event=ended why=completed/);
    } finally {
      tmux('kill-server');
    }
    await nothingLeft();
  });

  it('a secret of the environment is in no file, no line and no error', async () => {
    desk.env['TOKEN'] = 'hunter22';
    const target = `{url: "${url}?t=\${env.TOKEN}", headers: {authorization: "Bearer \${env.TOKEN}"}}`;
    const file = scenario('reconcile: {url: "/ledger/${env.TOKEN}", ids: "$[*]"}', 1, target);
    ledger = 'not json';
    const held = await runCli(['spike', file], desk);
    assert.match(held.stderr, /event=reconcile-failed/);
    for (const name of readdirSync(runDir())) assert.doesNotMatch(readFileSync(join(runDir(), name), 'utf8'), /hunter22/, name);
    await new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
    const down = await runCli(['spike', file, '--json'], desk);
    assert.deepEqual([down.code, JSON.parse(down.stdout).error.code], [4, 'TARGET_UNREACHABLE']);
    for (const { stdout, stderr } of [held, down]) assert.doesNotMatch(stdout + stderr, /hunter22/);
    assert.equal(readdirSync(join(desk.dir, 'reports')).length, 1, 'what never began leaves no folder');
    assert.ok(existsSync(runDir()));
  });

  it('shop and Toxiproxy of its own both hang: Ctrl-C still ends it, whole, within its time', async function () {
    if (process.platform !== 'linux') this.skip();
    const { own, code, stderr, tookMs } = await hanging();
    try {
      assert.equal(code, 130, stderr);
      assert.ok(tookMs < 8_000, `${tookMs} ms: five seconds, and the report on a busy machine`);
      await nothingLeft(own);
    } finally {
      for (const { pid } of processesWith(mark(own))) process.kill(pid, 'SIGKILL');
      own.remove();
    }
  });
});
