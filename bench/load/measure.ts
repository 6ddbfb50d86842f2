/** One tool, one load, one fresh target: what the target saw, what the tool used, and what it said. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startCompiledTarget, type TargetProcess } from '../../test/support/target-process.ts';
import { faultAtMs, faultForMs, type Case } from './cases.ts';
import { arrivalsPerBin, fitSchedule, latenessOf } from './lateness.ts';
import { refusedConnects, usedBy, type Used } from './process-tree.ts';
import { quantile } from './statistics.ts';
import type { Load, Told, Tool } from './tool.ts';

/** A tool that is not over so long after it should be is stopped. */
const graceMs = 40_000;
const pollMs = 200;
/** What comes so long after the end still counts as sent in time. */
const lateEndMs = 100;

export interface Measured {
  readonly told: Told;
  /** Requests that reached the target. */
  readonly requests: number;
  readonly connections: number;
  readonly requestsPerSecond: number;
  /** Share of the asked requests that were too many or, negative, too few; null flat out. */
  readonly rateError: number | null;
  readonly latenessMs: { readonly p50: number; readonly p99: number } | null;
  readonly per100Ms: { readonly least: number; readonly most: number } | null;
  /** From the first request to just before the last one is due. */
  readonly cpuMicrosPerRequest: number;
  /** The same as a share of one core. */
  readonly cpuShare: number;
  /** From start to exit, reports included. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly during: DuringFault | null;
}

export interface DuringFault {
  readonly ms: number;
  readonly cpuShare: number;
  /** Connections that were tried and refused. */
  readonly refused: number;
}

/** Throws with the reason when the tool gave no result. */
export async function measure(tool: Tool, one: Case): Promise<Measured> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-load-'));
  const target = await startCompiledTarget();
  try {
    return await measureAgainst(target, tool, one, { ...one, url: `${target.url}/`, dir });
  } finally {
    await target.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureAgainst(target: TargetProcess, tool: Tool, one: Case, load: Load): Promise<Measured> {
  const { command, args, stdin, env } = tool.launch(load);
  const before = childrenCpuSeconds();
  const child = spawn(command, args, { cwd: load.dir, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = once(child, 'close');
  child.stdin.on('error', () => {});
  child.stdin.end(stdin ?? '');
  const out: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => out.push(chunk));
  const troubles: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => troubles.push(chunk));
  const killWithUs = (): unknown => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const deadline = setTimeout(killWithUs, one.seconds * 1_000 + graceMs);
  try {
    const began = await Promise.race([target.firstArrival().then(() => true), exited.then(() => false)]);
    if (!began) throw new Error(`ended before its first request: ${reasonIn(troubles.join(''))}`);
    const watched = await watch(target, child, one);
    await exited;
    if (child.signalCode !== null) throw new Error(`was not over ${graceMs / 1_000} s after its time, and was stopped`);
    const cpuSeconds = childrenCpuSeconds() - before;
    const { stamps, requests, connections } = await target.arrived();
    return { ...seen(stamps, requests, one), ...watched, connections, cpuSeconds, told: tool.read(load, out.join('')) };
  } finally {
    clearTimeout(deadline);
    process.off('exit', killWithUs);
  }
}

type Watched = Pick<Measured, 'cpuMicrosPerRequest' | 'cpuShare' | 'peakBytes' | 'during'>;

/** Follows the tool from the first request to its exit. */
async function watch(target: TargetProcess, child: ChildProcess, one: Case): Promise<Watched> {
  const pid = child.pid as number;
  const firstMs = performance.now();
  const atFirst = { used: usedBy(pid), count: await target.count() };
  const fault = one.fault === null ? null : await breakIt(target, pid, one.fault, firstMs);
  const peaks = [atFirst.used.peakBytes];
  const endMs = firstMs + one.seconds * 1_000 - pollMs;
  let atEnd = atFirst;
  let atEndMs = firstMs;
  while (child.exitCode === null && child.signalCode === null) {
    const used = usedBy(pid);
    peaks.push(used.peakBytes);
    if (used.cpuMicros > 0 && performance.now() < endMs + pollMs / 2) {
      atEnd = { used, count: await target.count() };
      atEndMs = performance.now();
    }
    await wait(pollMs);
  }
  const cpuMicros = atEnd.used.cpuMicros - atFirst.used.cpuMicros;
  return {
    cpuMicrosPerRequest: cpuMicros / Math.max(1, atEnd.count - atFirst.count),
    cpuShare: cpuMicros / 1_000 / (atEndMs - firstMs),
    peakBytes: Math.max(...peaks),
    during: fault,
  };
}

async function breakIt(target: TargetProcess, pid: number, fault: 'closed-port' | 'frozen', firstMs: number): Promise<DuringFault> {
  await wait(firstMs + faultAtMs - performance.now());
  const before = { used: usedBy(pid), refused: refusedConnects() };
  const cutMs = performance.now();
  if (fault === 'closed-port') await target.closePort();
  else target.child.kill('SIGSTOP');
  await wait(cutMs + faultForMs - performance.now());
  if (fault === 'closed-port') await target.openPort();
  else target.child.kill('SIGCONT');
  const ms = performance.now() - cutMs;
  const used: Used = usedBy(pid);
  return { ms, cpuShare: (used.cpuMicros - before.used.cpuMicros) / 1_000 / ms, refused: refusedConnects() - before.refused };
}

type Seen = Pick<Measured, 'requests' | 'requestsPerSecond' | 'rateError' | 'latenessMs' | 'per100Ms'>;

function seen(stamps: readonly number[], requests: number, { ratePerSecond, seconds, fault }: Case): Seen {
  const first = stamps[0] ?? 0;
  const inTime = stamps.filter((stamp) => stamp - first <= seconds * 1_000 + lateEndMs).length;
  const counts = { requests, requestsPerSecond: inTime / seconds, rateError: null, latenessMs: null, per100Ms: null };
  if (ratePerSecond === null || fault !== null) return counts;
  const schedule = fitSchedule(stamps, ratePerSecond);
  const late = latenessOf(stamps, schedule);
  const bins = arrivalsPerBin(stamps, schedule.startMs, seconds);
  return {
    ...counts,
    rateError: inTime / (ratePerSecond * seconds) - 1,
    latenessMs: { p50: quantile(late, 0.5) ?? 0, p99: quantile(late, 0.99) ?? 0 },
    per100Ms: { least: Math.min(...bins), most: Math.max(...bins) },
  };
}

/** User and system time of all children of this process that have ended, with theirs: fields 16 and 17 of its stat. */
function childrenCpuSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Of what a tool wrote to stderr: the line that says it is an error, else the last. */
function reasonIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^error\b/i.test(line)) ?? lines.at(-1) ?? '';
}
