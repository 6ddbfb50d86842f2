/** What a process and all it started have used so far, from /proc. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second here, whatever its own tick. */
const microsPerTick = 10_000;

export interface Used {
  /** User and system time, of children that have ended and were waited for too. */
  readonly cpuMicros: number;
  /** Sum of what each held at its most. */
  readonly peakBytes: number;
}

interface Process {
  readonly parent: number;
  readonly ticks: number;
}

/** What stands in /proc/PID/stat after the name, which may hold anything. Fields as numbered in proc(5). */
export function parseStat(stat: string): Process {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15) + field(16) + field(17) };
}

/** All zero once it has ended. */
export function usedBy(root: number): Used {
  const processes = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : null;
    if (stat !== null) processes.set(Number(name), parseStat(stat));
  }
  let cpuMicros = 0;
  let peakBytes = 0;
  for (const [pid, { ticks }] of processes) {
    if (!descends(pid, root, processes)) continue;
    cpuMicros += ticks * microsPerTick;
    peakBytes += Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) * 1_024;
  }
  return { cpuMicros, peakBytes };
}

/** Connection attempts of this machine that were refused so far. */
export function refusedConnects(): number {
  const [keys = [], values = []] = (read('/proc/net/snmp') ?? '')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '));
  return Number(values[keys.indexOf('AttemptFails')]);
}

function descends(pid: number, root: number, processes: ReadonlyMap<number, Process>): boolean {
  for (let one = pid; one > 1; one = processes.get(one)?.parent ?? 0) if (one === root) return true;
  return false;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
