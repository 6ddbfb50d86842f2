import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { storefrontSystem } from '../../src/plan/storefront-system.ts';
import type { Ready } from '../../src/storefront/protocol.ts';
import { until } from '../support/shop-visitor.ts';

const entry = fileURLToPath(new URL('../../src/storefront/main.ts', import.meta.url));
const foldersOf = (pid: number) => readdirSync(tmpdir()).filter((name) => name.startsWith(`stampede-storefront-${pid}-`));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('storefront/main', () => {
  let child: ChildProcess | undefined;

  const start = async (...args: string[]): Promise<Ready> => {
    child = fork(entry, args, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const [ready] = (await once(child, 'message')) as [Ready];
    return ready;
  };
  const ended = async (): Promise<number | null> => {
    assert.ok(child);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  };

  afterEach(() => {
    child?.kill('SIGKILL');
    child = undefined;
  });

  for (const variant of ['fragile', 'resilient'] as const) {
    it(`${variant} declares what the planner knows of it`, async () => {
      const ready = await start('--variant', variant);
      const known = storefrontSystem(variant);
      assert.deepEqual(
        ready.links.map(({ name }) => name),
        known.links,
      );
      assert.deepEqual(
        ready.breakers.map(({ url: _url, ...breaker }) => breaker),
        known.breakers,
      );
      const { url: _url, ...reconcile } = ready.reconcile;
      assert.deepEqual(reconcile, known.reconcile);
      assert.deepEqual(ready.business, known.business);
      for (const { name, upstream } of ready.links) assert.equal(ready.services[name], upstream);
      for (const url of [ready.reconcile.url, `${ready.url}/metrics`, ...ready.breakers.map((breaker) => breaker.url)]) {
        assert.equal((await fetch(url)).status, 200, url);
      }
    });
  }

  it('ignores Ctrl-C, which goes to its parent too, ends when told to, and leaves no folder', async () => {
    const ready = await start('--variant', 'fragile');
    const pid = child?.pid ?? 0;
    assert.equal(foldersOf(pid).length, 1);
    child?.kill('SIGINT');
    assert.equal((await fetch(`${ready.url}/health`)).status, 200);
    child?.send({ type: 'stop' });
    assert.equal(await ended(), 0);
    assert.deepEqual(foldersOf(pid), []);
  });

  it('ends on SIGTERM, and when its parent lets go of the channel', async () => {
    for (const end of [() => child?.kill('SIGTERM'), () => child?.disconnect()]) {
      await start('--variant', 'fragile');
      const pid = child?.pid ?? 0;
      end();
      assert.equal(await ended(), 0);
      assert.deepEqual(foldersOf(pid), []);
    }
  });

  it('ends when its parent is killed with SIGKILL', async () => {
    const script = fileURLToPath(new URL('../support/storefront-parent.ts', import.meta.url));
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'] });
    child = parent;
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { pid, url } = JSON.parse(String(line)) as { pid: number; url: string };
    assert.equal((await fetch(`${url}/health`)).status, 200);
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await until(5_000, 'the shop is gone', () => !isAlive(pid) && foldersOf(pid).length === 0);
  });

  it('removes what a killed storefront left behind', async () => {
    const dead = spawn(process.execPath, ['-e', '0']);
    await once(dead, 'exit');
    const left = join(tmpdir(), `stampede-storefront-${dead.pid}-left`);
    mkdirSync(left);
    try {
      await start('--variant', 'fragile');
      assert.deepEqual(foldersOf(dead.pid ?? 0), []);
    } finally {
      rmSync(left, { recursive: true, force: true });
    }
  });

  it('refuses arguments it does not know, in one line and with code 1', async () => {
    for (const args of [['--variant', 'sturdy'], ['--with', 'warp-drive'], ['--port', 'x'], ['--nonsense']]) {
      child = fork(entry, args, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      let said = '';
      child.stderr?.on('data', (text: Buffer) => (said += String(text)));
      await once(child, 'close');
      assert.equal(child.exitCode, 1);
      assert.match(said, /^[^\n]+\n$/);
    }
  });
});
