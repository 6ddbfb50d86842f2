/** A program that a test runs, and ends by its own process id. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Runs it to its end, or for `timeoutMs`. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: SpawnOptions & { input?: string; timeoutMs?: number } = {},
): Promise<Ran> {
  const { input, timeoutMs = 20_000, ...rest } = options;
  const began = performance.now();
  const child = spawn(file, args, { ...rest, stdio: 'pipe', signal: AbortSignal.timeout(timeoutMs) });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => err.push(text));
  // One that has ended already does not read it.
  child.stdin?.on('error', () => {}).end(input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: out.join(''), stderr: err.join(''), ms: performance.now() - began };
}

export interface Server {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Resolves once `ready` is in what it says; rejects with what it said when it ends before. */
export async function startProgram(file: string, args: readonly string[], ready: RegExp, options: SpawnOptions = {}): Promise<Server> {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const hear = (text: string): void => {
    said = (said + text).slice(-4_000);
    if (ready.test(said)) resolve();
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  child.once('error', reject);
  void ended.then(() => reject(new Error(`${file} ended: ${said}`)));
  const stop = async (): Promise<void> => {
    const kill = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.kill('SIGINT');
    await ended;
    clearTimeout(kill);
  };
  const late = setTimeout(() => reject(new Error(`${file} is not ready: ${said}`)), 15_000);
  try {
    await promise;
    return { pid: child.pid ?? 0, stop };
  } catch (error) {
    if (child.pid !== undefined) await stop();
    throw error;
  } finally {
    clearTimeout(late);
  }
}
