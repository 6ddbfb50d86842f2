/** pacer.c, compiled: requests at an even rate, timed to the microsecond. Needs `cc`. */
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Paced {
  readonly requests: number;
  /** Of those that were due. */
  readonly unanswered: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

export interface Pace {
  readonly port: number;
  readonly connections: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Compiles it into `dir`; what is returned runs it, and throws when a connection failed. */
export function compilePacer(dir: string): (pace: Pace) => Promise<Paced> {
  const binary = join(dir, 'pacer');
  execFileSync('cc', ['-O2', '-Wall', '-o', binary, fileURLToPath(new URL('./pacer.c', import.meta.url))]);
  return async ({ port, connections, perSecond, seconds }) => {
    const { stdout } = await run(binary, [port, connections, perSecond, seconds].map(String));
    return JSON.parse(stdout) as Paced;
  };
}
