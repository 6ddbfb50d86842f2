import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/run/clock.ts';
import { listenForSignals } from '../../src/run/signals.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}.ts`, import.meta.url));
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Listener {
  readonly parent: ChildProcess;
  readonly pid: number;
  /** What it has said since it was ready. */
  readonly heard: () => string[];
}

describe('signals', () => {
  const pids: number[] = [];
  afterEach(() => {
    for (const pid of pids.splice(0)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        continue;
      }
    }
  });

  async function start(options: { npm?: boolean; orphanable?: boolean } = {}): Promise<Listener> {
    const { npm_lifecycle_event: _, npm_execpath: __, ...env } = process.env;
    const args = options.orphanable ? [fixture('start-and-wait'), fixture('hear-signals')] : [fixture('hear-signals')];
    const parent = spawn(process.execPath, args, {
      env: { ...env, ...(options.npm ? { npm_lifecycle_event: 'chaos' } : {}) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    const pid = await new Promise<number>((resolve) => {
      parent.stdout?.on('data', (chunk) => {
        text += String(chunk);
        const ready = /ready (\d+)\n/.exec(text);
        if (ready) resolve(Number(ready[1]));
      });
    });
    pids.push(pid, parent.pid as number);
    return { parent, pid, heard: () => text.split('\n').slice(1, -1) };
  }

  async function heardAfter(listener: Listener, count: number): Promise<string[]> {
    for (let i = 0; i < 500 && listener.heard().length < count; i++) await wait(20);
    return listener.heard();
  }

  it('a Ctrl-C that npm passes on a second time is one; a later one is a second', async () => {
    const listener = await start();
    process.kill(listener.pid, 'SIGINT');
    await heardAfter(listener, 1);
    process.kill(listener.pid, 'SIGINT');
    await wait(700);
    assert.deepEqual(listener.heard(), ['first SIGINT']);
    process.kill(listener.pid, 'SIGTERM');
    assert.deepEqual(await heardAfter(listener, 2), ['first SIGINT', 'second SIGTERM']);
  });

  it('a terminal that closes counts as SIGTERM, and never cuts an end short that has begun', async () => {
    const listener = await start();
    process.kill(listener.pid, 'SIGHUP');
    assert.deepEqual(await heardAfter(listener, 1), ['first SIGTERM']);
    await wait(600);
    process.kill(listener.pid, 'SIGHUP');
    await wait(150);
    assert.deepEqual(listener.heard(), ['first SIGTERM']);
  });

  it('under npm a parent that has gone counts as SIGTERM', async () => {
    const listener = await start({ npm: true, orphanable: true });
    listener.parent.kill('SIGKILL');
    assert.deepEqual(await heardAfter(listener, 1), ['first SIGTERM']);
  });

  it('npm that ends while faults are being undone does not end the undoing', async () => {
    const listener = await start({ npm: true, orphanable: true });
    process.kill(listener.pid, 'SIGTERM');
    await heardAfter(listener, 1);
    await wait(600);
    listener.parent.kill('SIGKILL');
    await wait(600);
    assert.deepEqual(listener.heard(), ['first SIGTERM']);
  });

  it('without npm a parent that has gone means nothing: nohup and daemons do that', async () => {
    const listener = await start({ orphanable: true });
    listener.parent.kill('SIGKILL');
    await wait(600);
    assert.deepEqual(listener.heard(), []);
  });

  it('gives the signals back', () => {
    const counts = (): number[] => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
    const before = counts();
    const letGo = listenForSignals(systemClock, { onFirst() {}, onSecond() {} });
    assert.notDeepEqual(counts(), before);
    letGo();
    assert.deepEqual(counts(), before);
  });
});
