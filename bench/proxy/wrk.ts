/** wrk: as many requests as will go over some connections, on one thread. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Wrked {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Throws when not all was answered well. */
export async function wrk(port: number, connections: number, seconds: number): Promise<Wrked> {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', `http://127.0.0.1:${port}/`];
  const { stdout } = await run('wrk', args);
  return readWrk(stdout);
}

/** Reads what it prints. Throws when it tells of errors, or something is missing. */
export function readWrk(stdout: string): Wrked {
  const errors = /(Socket errors|Non-2xx).*/.exec(stdout)?.[0];
  if (errors !== undefined) throw new Error(`wrk: ${errors}`);
  return {
    requestsPerSecond: Number(found(stdout, /Requests\/sec:\s+([\d.]+)/)[1]),
    requests: Number(found(stdout, /(\d+) requests in/)[1]),
    p50Ms: milliseconds(found(stdout, /50%\s+([\d.]+)(us|ms|s)\b/)),
    p99Ms: milliseconds(found(stdout, /99%\s+([\d.]+)(us|ms|s)\b/)),
  };
}

const perUnit: Readonly<Record<string, number>> = { us: 1 / 1_000, ms: 1, s: 1_000 };

function milliseconds([, figure, unit = '']: RegExpExecArray): number {
  return Number(figure) * (perUnit[unit] ?? Number.NaN);
}

function found(stdout: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(stdout);
  if (match === null) throw new Error(`wrk printed no ${pattern.source}: ${stdout.slice(0, 500)}`);
  return match;
}
