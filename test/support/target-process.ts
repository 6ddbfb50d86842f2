/** target.c, compiled and run in a process of its own: no collector and no interpreter stand between a request and its stamp. Needs `cc`. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Arrived {
  readonly requests: number;
  readonly connections: number;
  /** Milliseconds on the machine's monotonic clock, as `monotonicMs`. */
  readonly stamps: readonly number[];
}

export interface TargetProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What came since it was last asked. */
  arrived(): Promise<Arrived>;
  /** How many requests came since `arrived` was last asked. */
  count(): Promise<number>;
  /** The stamp of the first of them, once it has come. One question at a time. */
  firstArrival(): Promise<number>;
  /** Cuts every connection and refuses new ones, until `openPort`. The stamp of that. */
  closePort(): Promise<number>;
  openPort(): Promise<number>;
  close(): Promise<void>;
}

/** Starts it; it answers after `delayMs`. */
export async function startCompiledTarget(delayMs = 0): Promise<TargetProcess> {
  const dir = mkdtempSync(join(tmpdir(), 'chaos-target-'));
  const binary = join(dir, 'target');
  execFileSync('cc', ['-O2', '-o', binary, fileURLToPath(new URL('./target.c', import.meta.url))]);
  const child = spawn(binary, [String(delayMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const port = Number(await line());
  const ask = (what: string): Promise<string> => {
    child.stdin.write(`${what}\n`);
    return line();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    arrived: async () => JSON.parse(await ask('tell')) as Arrived,
    count: async () => Number(await ask('count')),
    firstArrival: async () => Number(await ask('first')),
    closePort: async () => Number(await ask('close')),
    openPort: async () => Number(await ask('open')),
    close: async () => {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGCONT');
        child.stdin.end();
        await exited;
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What `performance.now()` of this process is on the machine's monotonic clock. */
export function monotonicMs(nowMs: number): number {
  return nowMs + Number(process.hrtime.bigint()) / 1e6 - performance.now();
}
