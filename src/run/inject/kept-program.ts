/** Programs that belong to this process: each has a keeper (program-keeper.ts) that ends it when this process is gone. */
import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, processStart } from '../state-process.ts';
import type { KeeperMessage, Task } from './program-keeper.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last of what it wrote; empty where that went to a file. */
  readonly output: string;
}

export interface KeptProgram {
  readonly pid: number;
  /** See processStart. */
  readonly pidStart: string | null;
  /** Never rejects. */
  readonly ended: Promise<Ended>;
  /** To it and to all it started that did not leave its group; nothing happens where it is gone. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, SIGKILL half a second later; resolves once it is gone, at the latest after `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
}

const startMs = 5_000;

/** Rejects with the system's reason where it can't be started. `env`: all of it. */
export async function startProgram(task: Task, env: NodeJS.ProcessEnv): Promise<KeptProgram> {
  const here = import.meta.url;
  const file = fileURLToPath(new URL(`./program-keeper${extname(fileURLToPath(here))}`, here));
  const keeper = fork(file, [JSON.stringify(task)], {
    execPath: process.execPath,
    execArgv: [],
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env,
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<Ended>();
  const started = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it was not started within ${startMs / 1_000} s`)), startMs);
    keeper.once('error', reject);
    keeper.on('message', (message: KeeperMessage) => {
      clearTimeout(timer);
      if (message.type === 'started') resolve(message.pid);
      else if (message.type === 'failed') reject(new Error(message.message));
      else end({ code: message.code, signal: message.signal, output: message.output });
    });
    keeper.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('its keeper ended'));
      end({ code: null, signal: 'SIGKILL', output: '' });
    });
  });
  try {
    const pid = await started;
    const pidStart = processStart(pid);
    return { pid, pidStart, ended, signal: (signal) => signalGroup(pid, pidStart, signal), stop: (ms) => stop(keeper, pid, pidStart, ms) };
  } catch (error) {
    keeper.kill('SIGKILL');
    throw error;
  }
}

/** Only while the process that was started still has its pid. */
export function signalGroup(pid: number, start: string | null, signal: NodeJS.Signals): void {
  if (!isSameProcess(pid, start)) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function stop(keeper: ChildProcess, pid: number, start: string | null, patienceMs = 1_500): Promise<void> {
  if (keeper.connected) keeper.disconnect();
  for (let waitedMs = 0; isSameProcess(pid, start) && waitedMs < patienceMs; waitedMs += 20) await sleep(20);
  signalGroup(pid, start, 'SIGKILL');
}

/** A program that is waited for keeps this process alive; one that runs beside it does not. */
export interface CommandResult extends Ended {
  readonly ms: number;
  /** It was ended because it took too long, or because nobody waits for it any more. */
  readonly cutShort: boolean;
}

/** Runs a command to its end, at most `timeoutMs`. Rejects where it can't be started. */
export async function runCommand(
  command: readonly string[],
  options: { readonly cwd: string; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<CommandResult> {
  const began = performance.now();
  const program = await startProgram({ command, cwd: options.cwd, log: null }, process.env);
  const timeout = AbortSignal.timeout(Math.ceil(options.timeoutMs));
  const cut = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const late = new Promise<null>((resolve) => {
    if (cut.aborted) resolve(null);
    else cut.addEventListener('abort', () => resolve(null), { once: true });
  });
  const ended = await Promise.race([program.ended, late]);
  if (ended === null) await program.stop();
  const result = ended ??
    (await Promise.race([program.ended, sleep(500).then(() => null)])) ?? { code: null, signal: 'SIGKILL', output: '' };
  return { ...result, ms: Math.round(performance.now() - began), cutShort: ended === null };
}

/** `ended with code 1: no such pod`, with the last line of what it wrote. */
export function commandProblem({ code, signal, output, cutShort, ms }: CommandResult): string | null {
  if (!cutShort && code === 0) return null;
  const last = output.trimEnd().split('\n').at(-1)?.trim();
  const how = cutShort ? `did not end within ${ms} ms` : `ended with ${signal ?? `code ${code}`}`;
  return `${how}${last ? `: ${last}` : ''}`;
}
