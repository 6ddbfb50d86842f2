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
  arrived(): Promise<Arrived>;
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
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    arrived: async () => {
      child.stdin.write('tell\n');
      return JSON.parse(await line()) as Arrived;
    },
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
