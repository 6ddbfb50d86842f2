/**
 * A ledger that a program lists, such as a query with psql: one id a line. It only reads, so it needs no undo: it ends when its time is up or
 * the run stops, and, its output gone with this process, by itself.
 */
import { spawn } from 'node:child_process';
import { messageOf, systemCodeOf } from '../../../errors.ts';
import { formatMs } from '../../../units.ts';
import type { Bounds } from './bounds.ts';

const tailBytes = 4_096;

export async function readCommand([program = '', ...args]: readonly string[], { timeoutMs, mostBytes, signal }: Bounds): Promise<string[]> {
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ids: string[] = [];
  let [rest, errors, bytes] = ['', '', 0];
  let problem: string | undefined;
  const end = (why: string): void => {
    problem ??= why;
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  };
  const stop = (): void => end('was ended, because the run was stopped');
  const timer = setTimeout(() => end(`did not end within ${formatMs(timeoutMs)}`), timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    bytes += chunk.length;
    if (bytes > mostBytes)
      return end(`printed more than ${mostBytes / (1024 * 1024)} MB: let it list the orders of this run alone, by \${run}`);
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') ids.push(line.trim());
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => void (errors = (errors + chunk).slice(-tailBytes)));
  try {
    const ended = Promise.withResolvers<{ code: number | null; by: string | null }>();
    child.once('error', (error) => ended.reject(new Error(`${program} can't be started: ${systemCodeOf(error) ?? messageOf(error)}`)));
    child.once('close', (code, by) => ended.resolve({ code, by }));
    if (signal?.aborted) stop();
    const { code, by } = await ended.promise;
    const said = reasonIn(errors);
    if (problem === undefined && code !== 0) problem = `ended with ${by ?? `code ${code}`}${said === '' ? '' : `: ${said}`}`;
    if (problem !== undefined) throw new Error(`${program} ${problem}`);
    if (rest.trim() !== '') ids.push(rest.trim());
    return ids;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** The first line that calls itself an error, because a query may be repeated below it; else the last line. */
function reasonIn(errors: string): string {
  const lines = errors.split('\n').map((line) => line.trim());
  return lines.find((line) => /\b(error|fatal)\b/i.test(line)) ?? lines.findLast((line) => line !== '') ?? '';
}
