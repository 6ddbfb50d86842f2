import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ToxiproxyServer } from '../../src/run/inject/toxiproxy.ts';
import { fault, link } from '../support/injecting.ts';
import { killedRun } from '../support/killed-run.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { startToxiproxy } from '../support/toxiproxies.ts';

const program = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));

/** In a folder that is not the run's: the books are the user's, not the folder's. */
async function chaos(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd: '/' }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('chaos recover', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  useStateFolder();

  it('has nothing to do where nothing was left', async () => {
    assert.deepEqual(await chaos('recover'), { code: 0, stdout: 'nothing to recover\n', stderr: '' });
    assert.deepEqual(JSON.parse((await chaos('recover', '--json')).stdout), { runs: [], running: [], elsewhere: [], clean: true });
  });

  it('undoes what a killed run left, and says what', async function () {
    const found = await startToxiproxy(this, 'embedded');
    try {
      const { runId } = await killedRun({ toxiproxy: found.url, links: [link('stock')], faults: [fault('cut', 'stock', 'timeout')] });
      const { code, stdout, stderr } = await chaos('recover', runId);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(
        stdout,
        new RegExp(
          `^${runId} \\(doomed\\): everything undone\n  undone  toxic stampede-${runId}-cut .*: removed\n  undone  proxy stampede-${runId}-stock .*: deleted\n$`,
        ),
      );
      assert.deepEqual(await new ToxiproxyServer(found.url).proxies(), []);
    } finally {
      await found.stop();
    }
  });

  it('exits with 7 and names what is left when the server does not answer, under --json too', async function () {
    const found = await startToxiproxy(this, 'embedded');
    const { runId } = await killedRun({ toxiproxy: found.url, links: [link('stock')], faults: [] });
    await found.stop();
    const plain = await chaos('recover');
    assert.equal(plain.code, 7);
    assert.match(plain.stderr, new RegExp(`error ROLLBACK_INCOMPLETE: .*\n  proxy stampede-${runId}-stock at http.*\nhint: .*--forget`));
    assert.match(plain.stdout, /left {4}proxy stampede/);
    const json = await chaos('recover', '--json');
    assert.equal(json.code, 7);
    const { clean, runs } = JSON.parse(json.stdout) as { clean: boolean; runs: { left: string[] }[] };
    assert.deepEqual([clean, runs[0]?.left.length], [false, 1]);
    assert.equal((await chaos('recover', '--forget')).code, 0);
    assert.equal((await chaos('recover')).stdout, 'nothing to recover\n');
  });

  it('knows no run of another name', async () => {
    const { code, stderr } = await chaos('recover', 'nobody');
    assert.equal(code, 2);
    assert.match(stderr, /error RUN_NOT_FOUND: no run nobody/);
  });

  it('goes by what a server holds with --stale, and by its lock only until a run is known to be dead', async function () {
    const found = await startToxiproxy(this, 'embedded');
    try {
      const { runId } = await killedRun({ toxiproxy: found.url, guarded: true, links: [link('stock')], faults: [] });
      process.env['STAMPEDE_STATE_DIR'] = `${process.env['STAMPEDE_STATE_DIR']}-of-another-machine`;
      const stale = ['recover', '--toxiproxy', found.url, '--stale'];
      const kept = await chaos(...stale);
      assert.equal(kept.code, 0);
      assert.match(
        kept.stdout,
        new RegExp(
          `^run ${runId} of .* on .*, until .*: left alone until its lock runs out; known to be dead: chaos recover ${runId} --force --stale --toxiproxy ${found.url}\n$`,
        ),
      );
      const { stdout, code } = await chaos('recover', runId, ...stale.slice(1), '--force');
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`undone  lock stampede-lock-.* of run ${runId} at http.*: released\n$`));
      assert.deepEqual(await new ToxiproxyServer(found.url).everything(), []);
      for (const wrong of [
        [...stale, '--force'],
        ['recover', runId, ...stale.slice(1)],
        ['recover', '--stale'],
        ['recover', '--toxiproxy', found.url],
      ])
        assert.equal((await chaos(...wrong)).code, 2, wrong.join(' '));
      assert.match((await chaos('recover', '--stale', '--toxiproxy', 'http://toxiproxy.example:8474')).stderr, /HOST_NOT_ALLOWED/);
    } finally {
      await found.stop();
    }
  });
});
