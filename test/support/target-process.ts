import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Arrived {
  readonly requests: number;
  readonly connections: number;
  /** Milliseconds on the machine's monotonic clock, as `monotonicMs`. */
  readonly stamps: readonly number[];
}

/** target-fast.ts in a process of its own. */
export interface TargetProcess {
  readonly url: string;
  readonly child: ChildProcess;
  arrived(): Promise<Arrived>;
  close(): Promise<void>;
}

export async function startTarget(delayMs = 0): Promise<TargetProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./target-fast.ts', import.meta.url)), String(delayMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGCONT');
      child.stdin.end();
      await exited;
    },
  };
}

/** What `performance.now()` of this process is on the machine's monotonic clock. */
export function monotonicMs(nowMs: number): number {
  return nowMs + Number(process.hrtime.bigint()) / 1e6 - performance.now();
}
