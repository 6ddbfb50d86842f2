import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PlaySheet } from '../../src/play-sheet.ts';
import { openDesk, runCli, startCli } from '../support/cli.ts';
import type { Desk } from '../support/cli.ts';
import { eventually, lives } from '../support/toxiproxies.ts';

describe('chaos storefront', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;

  beforeEach(() => {
    desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
  });

  afterEach(() => desk.remove());

  const opened = async (args: readonly string[]) => {
    const cli = startCli(['storefront', '--json', ...args], desk, { detached: true });
    let text = '';
    const sheet = await new Promise<PlaySheet>((resolve, reject) => {
      const read = (chunk: unknown) => {
        text += String(chunk);
        if (!text.endsWith('}\n')) return;
        cli.child.stdout?.off('data', read);
        resolve(JSON.parse(text) as PlaySheet);
      };
      cli.child.stdout?.on('data', read);
      void cli.ended.then(({ stderr }) => reject(new Error(stderr)));
    });
    return { ...cli, sheet };
  };

  // A terminal's Ctrl-C goes to the whole group: the shop and the Toxiproxy must wait for the command to take them down.
  for (const [what, signal, group] of [
    ['Ctrl-C in a terminal', 'SIGINT', true],
    ['SIGTERM', 'SIGTERM', false],
  ] as const) {
    it(`prints one JSON value when the shop is open, and ${what} removes everything`, async () => {
      const { child, ended, sheet } = await opened(['--variant', 'fragile', '--with', 'fallbacks']);
      assert.equal((await fetch(`${sheet.url}/health`)).status, 200);
      assert.equal(sheet.links.length, 5);
      assert.equal(sheet.variant, 'fragile');
      process.kill(group ? -(child.pid ?? 0) : (child.pid ?? 0), signal);
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
      await eventually('the shop is gone', () => !lives(sheet.pid));
      await assert.rejects(fetch(`${sheet.toxiproxy.url}/version`));
      assert.deepEqual(readdirSync(join(desk.dir, 'state', 'runs')), []);
    });
  }

  it('says so when the shop dies on its own, with exit code 4', async () => {
    const { ended, sheet } = await opened([]);
    process.kill(sheet.pid, 'SIGKILL');
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 4);
    assert.match(stderr, /STOREFRONT_FAILED/);
    assert.equal(JSON.parse(stdout).variant, 'resilient', 'one JSON value on stdout, and no more');
    await assert.rejects(fetch(`${sheet.toxiproxy.url}/version`));
  });

  it('refuses what it does not know', async () => {
    assert.equal((await runCli(['storefront', '--variant', 'sturdy'], desk)).code, 2);
    const { code, stderr } = await runCli(['storefront', '--with', 'warp-drive'], desk);
    assert.equal(code, 2);
    assert.match(stderr, /USAGE.*warp-drive.*circuit-breakers/);
  });
});
