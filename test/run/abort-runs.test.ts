import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { abortRuns } from '../../src/run/abort-runs.ts';
import { systemClock as clock } from '../../src/run/clock.ts';
import { serveControl, type ControlReply, type ControlSocket } from '../../src/run/control.ts';
import { openJournal } from '../../src/run/inject/journal.ts';
import { ToxiproxyServer } from '../../src/run/inject/toxiproxy.ts';
import { processStart } from '../../src/run/state-process.ts';
import { forgetRun, journalPath, listRuns, writeRecord } from '../../src/run/state.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { eventually, lives, startToxiproxy } from '../support/toxiproxies.ts';

describe('aborting runs', () => {
  const folder = useStateFolder();
  let process2: ChildProcess;
  let control: ControlSocket | undefined;

  beforeEach(() => {
    process2 = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  });
  afterEach(async () => {
    await control?.close();
    control = undefined;
    process2.kill('SIGKILL');
  });

  /** In the books as a run of another process, which lives; its socket is ours to answer. */
  async function enter(runId: string, answer?: () => Promise<ControlReply> | ControlReply): Promise<void> {
    const pid = process2.pid as number;
    const socket = join(folder(), `${runId}.sock`);
    if (answer) control = await serveControl(socket, answer);
    const pidStart = processStart(pid);
    writeRecord({ runId, pid, pidStart, startedAt: '', name: 'shop', runDir: '/', socket, journal: journalPath(runId), cwd: '/' });
  }
  const abort = async (runId?: string) => {
    const began = performance.now();
    const { runs, clean } = await abortRuns({ runId, clock });
    return { tookMs: performance.now() - began, runs, clean, what: runs.map(({ what }) => what).join() };
  };

  it('does not touch a run of another machine or container, and names it', async () => {
    await enter('far');
    writeRecord({ ...listRuns()[0]!, place: { host: 'ci-8', boot: 'another', pids: 'pid:[1]' } });
    const { what, clean, runs } = await abort();
    assert.match(what, /^not touched: it is of another machine or container \(ci-8\)/);
    assert.deepEqual([clean, runs[0]?.left], [false, [`the run itself, process ${process2.pid} on ci-8`]]);
    assert.ok(lives(process2.pid as number));
    forgetRun('far');
  });

  it('with nothing in the books there is nothing to do, whatever is asked for', async () => {
    assert.deepEqual((await abort()).runs, []);
    assert.deepEqual((await abort('nobody')).runs, []);
  });

  it('asks a run that lives, and waits until it is gone', async () => {
    await enter('r1', () => {
      setTimeout(() => forgetRun('r1'), 100);
      return { ok: true, text: 'stopping' };
    });
    const { clean, what } = await abort();
    assert.deepEqual([clean, what], [true, 'aborted, everything undone']);
  });

  it('touches only the run that is named', async () => {
    await enter('r1', () => assert.fail('asked'));
    assert.deepEqual((await abort('r2')).runs, []);
  });

  it('does not wait for a run that takes its five seconds', async () => {
    await enter('r1', () => ({ ok: true, text: 'stopping' }));
    const { clean, what, tookMs } = await abort();
    assert.ok(clean && what.startsWith('aborting'), what);
    assert.ok(tookMs < 1_600, `${tookMs} ms`);
    assert.ok(lives(process2.pid as number));
  });

  it('a run that hangs is ended, and what it left is undone, in under two seconds', async function () {
    const found = await startToxiproxy(this, 'embedded');
    try {
      const server = new ToxiproxyServer(found.url);
      await server.createProxy({ name: 'stampede-r1-shop', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
      const journal = await openJournal('r1');
      const proxy = { toxiproxy: found.url, link: 'shop', proxy: 'stampede-r1-shop', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' };
      await journal.write({ kind: 'proxy-created', ...proxy });
      await journal.close();
      await enter('r1', () => new Promise(() => {}));
      const { clean, what, tookMs } = await abort();
      assert.ok(clean, what);
      assert.match(what, /did not answer, and its process was ended; what it left is undone/);
      assert.ok(tookMs < 1_800, `${tookMs} ms`);
      await eventually('the end of the process', () => process2.signalCode === 'SIGKILL');
      assert.deepEqual(await server.proxies(), []);
      assert.deepEqual(listRuns(), []);
    } finally {
      await found.stop();
    }
  });

  it('a run whose socket has gone is told by a signal', async () => {
    await enter('r1');
    const { clean, what } = await abort();
    assert.ok(clean && /was sent SIGTERM/.test(what), what);
    await eventually('the end of the process', () => process2.signalCode === 'SIGTERM');
  });

  it('a run that is just ending, its socket closed, is done and no error', async () => {
    await enter('r1');
    setTimeout(() => forgetRun('r1'), 150);
    const { clean, what } = await abort();
    assert.deepEqual([clean, what], [true, 'aborted, everything undone']);
    assert.equal(process2.signalCode, null);
  });

  it('cleans up after a run that is dead, and says what it could not', async () => {
    const journal = await openJournal('r1');
    await journal.write({ kind: 'proxy-created', toxiproxy: 'http://127.0.0.1:1', link: 'l', proxy: 'p', listen: 'x:1', upstream: 'x:2' });
    await journal.close();
    await enter('r1');
    process2.kill('SIGKILL');
    await eventually('the end of the process', () => process2.signalCode !== null);
    const { clean, runs, tookMs } = await abort();
    assert.equal(clean, false);
    assert.match(runs[0]?.left.join() ?? '', /proxy p at http:\/\/127\.0\.0\.1:1/);
    assert.ok(tookMs < 1_800, `${tookMs} ms`);
    assert.ok(existsSync(journalPath('r1')), 'for chaos recover');
  });
});
