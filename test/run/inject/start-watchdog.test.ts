import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { startWatchdog } from '../../../src/run/inject/start-watchdog.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { listRuns } from '../../../src/run/state.ts';
import { fault, link } from '../../support/injecting.ts';
import { descendantsOf, processesWith } from '../../support/processes.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { eventually, lives, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

let count = 0;

for (const kind of serverKinds) {
  describe(`the watchdog, on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    let run: ChildProcess;
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      run.kill('SIGKILL');
      for (const pid of watchdogs()) process.kill(pid, 'SIGKILL');
      for (const { name } of await server.everything()) await server.deleteProxy(name);
    });

    const watchdogs = (): number[] =>
      processesWith(`STAMPEDE_STATE_DIR=${folder()}`)
        .filter(({ command }) => command.includes('watchdog'))
        .map(({ pid }) => pid);

    /** Injects, says so, and hangs until its stdin ends: then it undoes everything itself and ends. */
    async function start(): Promise<number> {
      const what = {
        // Each another, as runs have it: a lease looks a second time for what it finds gone.
        runId: `watched-${process.pid}-${++count}`,
        toxiproxy: found.url,
        links: [link('stock')],
        faults: [fault('slow', 'stock', 'latency', { latency: '2s' }), fault('dead', 'stock', 'down')],
      };
      run = spawn(process.execPath, [fileURLToPath(new URL('../../support/watched-run.ts', import.meta.url)), JSON.stringify(what)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      for await (const _ of run.stdout!) break;
      assert.equal(watchdogs().length, 1);
      return watchdogs()[0]!;
    }

    it('undoes what a killed run did, and ends', async function () {
      // Five seconds are the promise, for a machine that is not busy with something else.
      this.retries(2);
      await start();
      assert.equal((await server.everything()).length, 2, 'a proxy and its lock');
      const killed = performance.now();
      run.kill('SIGKILL');
      await eventually('nothing is left', async () => (await server.everything()).length === 0 && listRuns().length === 0, 5_000);
      assert.ok(performance.now() - killed < 5_000);
      await eventually('it has ended', () => watchdogs().length === 0);
    });

    // The rest has nothing to do with the server.
    if (kind === 'binary') return;

    it('is in no tree, group or session of the run, bears no mark of a CI job, and outlives what they are sent', async () => {
      process.env['BUILD_ID'] = 'marked-by-ci';
      const pid = await start().finally(() => delete process.env['BUILD_ID']);
      assert.ok(!descendantsOf(process.pid).includes(pid));
      const [, parent, group, session] = fieldsOf(pid);
      const [, , ownGroup, ownSession] = fieldsOf(run.pid as number);
      assert.notEqual(Number(parent), run.pid);
      assert.notEqual(group, ownGroup);
      assert.notEqual(session, ownSession);
      assert.match(readFileSync(`/proc/${run.pid}/environ`, 'utf8'), /marked-by-ci/);
      assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, 'utf8'), /marked-by-ci/);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.ok(lives(pid));
    });

    it('leaves a run alone that stands still', async () => {
      await start();
      const before = await server.everything();
      run.kill('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      assert.deepEqual(await server.everything(), before);
      run.kill('SIGCONT');
    });

    it('goes with a run that undid everything itself', async () => {
      const pid = await start();
      run.stdin?.end();
      await new Promise((resolve) => run.once('exit', resolve));
      await eventually('it has ended', () => !lives(pid), 2_000);
      assert.deepEqual(await server.everything(), []);
    });
  });
}

describe('a watchdog that ends while its run goes on', () => {
  const folder = useStateFolder();
  const pids = (): number[] =>
    processesWith(`STAMPEDE_STATE_DIR=${folder()}`)
      .filter(({ command }) => command.includes('watchdog.ts'))
      .map(({ pid }) => pid);

  it('is followed by another, once, and told of', async () => {
    const told: string[] = [];
    const watchdog = startWatchdog('r1', process.env, (detail) => told.push(detail));
    try {
      assert.equal(await watchdog.ready, null);
      const [first = 0] = pids();
      process.kill(first, 'SIGKILL');
      await eventually('it is told', () => told.length > 0);
      const [second = 0, ...more] = pids();
      assert.ok(second !== first && more.length === 0);
      process.kill(second, 'SIGKILL');
      await eventually('it is told again', () => told.length > 1);
      assert.deepEqual(told, [
        'it ended, and another one watches now',
        "the second one ended, too; should this process be killed, 'chaos recover' has to undo what it did",
      ]);
      assert.deepEqual(pids(), []);
    } finally {
      watchdog.dismiss();
      for (const pid of pids()) process.kill(pid, 'SIGKILL');
    }
  });

  it('is not told of once it was dismissed', async () => {
    const told: string[] = [];
    const watchdog = startWatchdog('r1', process.env, (detail) => told.push(detail));
    assert.equal(await watchdog.ready, null);
    watchdog.dismiss();
    await eventually('it has ended', () => pids().length === 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([told, pids()], [[], []]);
  });
});

/** State, parent, group and session: the fields of /proc/PID/stat after the name. */
function fieldsOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
