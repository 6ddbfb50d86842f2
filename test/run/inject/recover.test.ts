import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { recoverRuns, staleNotice, staleRuns } from '../../../src/run/inject/recover.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { listRuns, registerRun, writeRecord } from '../../../src/run/state.ts';
import { fault, freePort, link } from '../../support/injecting.ts';
import { killedRun } from '../../support/killed-run.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { eventually, lives, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`recovering after kill -9, on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      for (const { name } of await server.proxies()) await server.deleteProxy(name);
    });

    it('leaves no toxic and no proxy of the run on an external server, and everything else as it was', async () => {
      const listen = `127.0.0.1:${await freePort()}`;
      await server.createProxy({ name: 'theirs', listen, upstream: 'db:1' });
      await server.createProxy({ name: 'unrelated', listen: '127.0.0.1:0', upstream: 'x:1' });
      await server.addToxic('unrelated', {
        name: 'stampede-like',
        type: 'latency',
        stream: 'upstream',
        toxicity: 1,
        attributes: { latency: 5, jitter: 0 },
      });
      await server.createProxy({ name: 'off', listen: '127.0.0.1:0', upstream: 'x:1' });
      await server.setEnabled('off', false);
      const before = await server.proxies();

      const { runId } = await killedRun({
        toxiproxy: found.url,
        links: [link('db', { listen, upstream: 'db:1' }), link('stock')],
        faults: [fault('slow', 'db', 'latency', { latency: '2s' }), fault('dead', 'db', 'down'), fault('cut', 'stock', 'timeout')],
      });
      const hurt = await server.proxies();
      assert.deepEqual(
        hurt.find(({ name }) => name === 'theirs')?.toxics.map(({ name }) => name),
        [`stampede-${runId}-slow`],
      );
      assert.equal(hurt.find(({ name }) => name === 'theirs')?.enabled, false);
      assert.equal(hurt.length, 4);
      assert.deepEqual(
        staleRuns().map((run) => run.runId),
        [runId],
      );
      assert.match(staleNotice() ?? '', new RegExp(`run ${runId} was killed.*chaos recover`));

      const recovery = await recoverRuns({ clock });
      assert.equal(recovery.clean, true);
      assert.deepEqual(
        recovery.runs.map((run) => [run.runId, run.name, run.undone.length, run.left]),
        [[runId, 'doomed', 4, []]],
      );
      assert.deepEqual(await server.proxies(), before);
      assert.deepEqual(listRuns(), []);
      assert.deepEqual([readdirSync(join(folder(), 'runs')), readdirSync(join(folder(), 'journals'))], [[], []]);
      assert.equal(staleNotice(), null);
      assert.deepEqual(await recoverRuns({ clock }), { runs: [], running: [], elsewhere: [], clean: true });
    });

    it('needs nothing from a server of its own, which died with the run', async () => {
      const { runId, pid } = await killedRun({ toxiproxy: null, kind, links: [link('stock')], faults: [fault('cut', 'stock', 'timeout')] });
      await eventually('the server ends with its run', () => !lives(pid!));
      const { runs, clean } = await recoverRuns({ clock, runId });
      assert.ok(clean);
      assert.deepEqual(runs[0]?.left, []);
      assert.deepEqual(listRuns(), []);
    });
  });
}

describe('recovering', () => {
  const folder = useStateFolder();

  it('says what it could not undo, keeps it for the next time, and forgets it when told to', async function () {
    const found = await startToxiproxy(this, 'embedded');
    const { runId } = await killedRun({ toxiproxy: found.url, links: [link('stock')], faults: [fault('cut', 'stock', 'timeout')] });
    await found.stop();
    const first = await recoverRuns({ clock, budgetMs: 1_500 });
    assert.equal(first.clean, false);
    assert.equal(first.runs[0]?.left.length, 2);
    assert.match(first.runs[0]?.left[0] ?? '', new RegExp(`toxic stampede-${runId}-cut .*ECONNREFUSED`));
    assert.equal(staleRuns().length, 1);
    const forgotten = await recoverRuns({ clock, budgetMs: 1_500, forget: true });
    assert.equal(forgotten.runs[0]?.left.length, 2);
    assert.deepEqual(listRuns(), []);
  });

  it('does not touch a run that lives', async () => {
    const journal = join(folder(), 'living.ndjson');
    writeFileSync(journal, 'x');
    registerRun({ runId: 'living', name: 'n', runDir: '/', journal, clock });
    const recovery = await recoverRuns({ clock });
    assert.deepEqual(recovery, { runs: [], running: [{ runId: 'living', name: 'n', pid: process.pid }], elsewhere: [], clean: true });
    assert.ok(existsSync(journal));
    assert.equal(staleNotice(), null);
  });

  it('does not touch a run of another machine or container, unless it is known to be dead', async () => {
    const journal = join(folder(), 'far.ndjson');
    writeFileSync(journal, '');
    const here = registerRun({ runId: 'far', name: 'n', runDir: '/', journal, clock });
    // A process id that nobody has here.
    writeRecord({ ...here, pid: 2 ** 22 + 1, place: { host: 'ci-8', boot: 'another', pids: 'pid:[1]' } });
    const elsewhere = [{ runId: 'far', name: 'n', host: 'ci-8' }];
    assert.deepEqual(await recoverRuns({ clock }), { runs: [], running: [], elsewhere, clean: true });
    assert.deepEqual((await recoverRuns({ clock, runId: 'far' })).elsewhere, elsewhere);
    await assert.rejects(recoverRuns({ clock, force: true }), /needs a run id/);
    assert.deepEqual([staleNotice(), existsSync(journal), listRuns().length], [null, true, 1]);
    assert.equal((await recoverRuns({ clock, runId: 'far', force: true })).runs.length, 1);
    assert.deepEqual([existsSync(journal), listRuns()], [false, []]);
  });

  it('strikes out a run that left nothing but its record', async () => {
    const ended = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => ended.once('exit', resolve));
    const socket = join(folder(), 'r.sock');
    writeFileSync(socket, '');
    writeRecord({
      runId: 'r',
      pid: ended.pid!,
      pidStart: '1',
      startedAt: '2026-01-01T00:00:00.000Z',
      name: 'n',
      runDir: '/',
      socket,
      journal: join(folder(), 'gone', 'r.ndjson'),
      cwd: '/',
    });
    assert.equal(staleNotice(), null);
    assert.deepEqual((await recoverRuns({ clock })).runs, [{ runId: 'r', name: 'n', undone: [], left: [] }]);
    assert.deepEqual(listRuns(), []);
    assert.ok(!existsSync(socket));
  });

  it('knows no run of another name', async () => {
    await assert.rejects(recoverRuns({ clock, runId: 'nobody' }), (error) => error instanceof ChaosError && error.code === 'RUN_NOT_FOUND');
  });
});
