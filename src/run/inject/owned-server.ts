/**
 * Starts a Toxiproxy server that belongs to this process: through a child of ours with an IPC channel, which ends by itself when the
 * channel closes, kill -9 of this process included. The child is a session of its own, so that a terminal's Ctrl-C, which goes to the
 * whole foreground group, does not take the server away before the faults on it were undone.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ChaosError } from '../../errors.ts';
import { isSameProcess, processStart } from '../state-process.ts';
import { endProcess } from './end-process.ts';

export interface OwnedServer {
  readonly url: string;
  /** Of the server itself, which may not be the child. */
  readonly pid: number;
  readonly pidStart: string | null;
  /** Ends it and waits until it is gone, killed after `patienceMs` (1.5 s unless given); may be called again. */
  stop(patienceMs?: number): Promise<void>;
}

const startMs = 10_000;
const stopMs = 1_500;

const message = z.union([
  z.object({ type: z.literal('listening'), url: z.string(), pid: z.int().optional() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);

/** `entry`: from this file, without its extension, which is .ts from source and .js in the package. */
export async function startOwned(entry: string, args: readonly string[]): Promise<OwnedServer> {
  const here = import.meta.url;
  const file = fileURLToPath(new URL(`${entry}${extname(fileURLToPath(here))}`, here));
  // This process may run under a test runner or an inspector: their options are not the child's.
  const child = fork(file, args, { execPath: process.execPath, execArgv: [], detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  try {
    const { url, pid } = await listening(child, () => errors.trim());
    // A stop that was forgotten must not keep this process alive; when it ends, so does the child.
    child.unref();
    child.channel?.unref();
    (child.stderr as unknown as { unref?: () => void })?.unref?.();
    const server = pid ?? (child.pid as number);
    const pidStart = processStart(server);
    return { url, pid: server, pidStart, stop: (patienceMs) => stop(child, server, pidStart, patienceMs) };
  } catch (error) {
    // Asked to go before it is made to: a keeper that is killed can't take its server along.
    await stop(child, child.pid ?? 0, null);
    throw error;
  }
}

async function listening(child: ChildProcess, errors: () => string): Promise<{ url: string; pid?: number | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ url: string; pid?: number | undefined }>();
  const fail = (why: string): void =>
    reject(
      new ChaosError(
        'TOXIPROXY_UNREACHABLE',
        `a Toxiproxy server of our own could not be started: ${why}`,
        'start one yourself and give its address with --toxiproxy URL',
      ),
    );
  const timer = setTimeout(() => fail(`it does not listen after ${startMs / 1_000} s${errors() ? `; it said: ${errors()}` : ''}`), startMs);
  child.on('message', (said) => {
    const read = message.safeParse(said);
    if (read.data?.type === 'listening') resolve(read.data);
    if (read.data?.type === 'failed') fail(read.data.message);
  });
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `code ${code}`}${errors() ? `: ${errors()}` : ''}`));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess, pid: number, start: string | null, patienceMs = stopMs): Promise<void> {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(timer);
  }
  if (start !== null && isSameProcess(pid, start)) await endProcess(pid, start);
}
