/** The command as a user starts it, from source: own process, own state folder, own working directory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const entry = join(root, 'bin', 'dev.js');

export interface Desk {
  /** Working directory of every command, and where reports/ appears. */
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** A fresh desk. Nothing of the machine's own state, colours or CI settings reaches it. */
export function openDesk(more: NodeJS.ProcessEnv = {}): Desk {
  const dir = mkdtempSync(join(tmpdir(), 'chaos-desk-'));
  const {
    GITHUB_STEP_SUMMARY: _,
    FORCE_COLOR: __,
    TOXIPROXY_URL: ___,
    npm_execpath: ____,
    npm_lifecycle_event: _____,
    CI: ______,
    NODE_COMPILE_CACHE: _______,
    ...inherited
  } = process.env;
  return {
    dir,
    env: { ...inherited, STAMPEDE_STATE_DIR: join(dir, 'state'), NO_COLOR: '1', ...more },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stderr: () => string;
}

/** Starts it and returns at once. `command` defaults to our node and bin/dev.js. */
export function startCli(
  args: readonly string[],
  desk: Desk,
  options: { command?: readonly string[]; detached?: boolean; cwd?: string } = {},
): Started {
  const [file = process.execPath, ...first] = options.command ?? [process.execPath, entry];
  const child = spawn(file, [...first, ...args], {
    cwd: options.cwd ?? desk.dir,
    env: desk.env,
    detached: options.detached ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.on('data', (chunk) => out.push(String(chunk)));
  child.stderr?.on('data', (chunk) => err.push(String(chunk)));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout: out.join(''), stderr: err.join('') }));
  });
  return { child, ended, stderr: () => err.join('') };
}

export async function runCli(args: readonly string[], desk: Desk, options: { cwd?: string } = {}): Promise<Ended> {
  return startCli(args, desk, options).ended;
}

/** Waits until `met` gives something other than undefined or false, at most `ms`. */
export async function until<T>(what: string, met: () => T | undefined | false | Promise<T | undefined | false>, ms = 15_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await met();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`${what} did not come about within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
