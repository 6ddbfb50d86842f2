/** Is the process that wrote a pid down still the one that has it? */
import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since the system's start: field 22 of /proc/PID/stat (proc_pid_stat(5)).
 * null where there is no such file or no such process.
 */
export function processStart(pid: number): string | null {
  return fieldsAfterName(pid)?.[19] ?? null;
}

/** True if `pid` runs and, where both are known, started at `start`. A zombie has ended. `stat`: how its fields are read. */
export function isSameProcess(pid: number, start: string | null, stat = fieldsAfterName): boolean {
  if (!isThere(pid)) return false;
  const fields = stat(pid);
  // No such file: a system without /proc, or it was buried between the two looks.
  if (fields === null) return isThere(pid);
  return fields[0] !== 'Z' && (start === null || fields[19] === start);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** `S`, `R`, `T` (stands still), ... as proc_pid_stat(5) has it; null where there is no such file or no such process. */
export function processState(pid: number): string | null {
  return fieldsAfterName(pid)?.[0] ?? null;
}

/**
 * False where this process is known to run in its terminal's background (`chaos spike &`): whoever sets the terminal's mode or reads
 * from it there is stopped by the system.
 */
export function isForeground(): boolean {
  const fields = fieldsAfterName(process.pid);
  if (fields === null) return true;
  const [group, foreground] = [fields[2], Number(fields[5])];
  return !(foreground > 0) || Number(group) === foreground;
}

/** The fields from the third on: the second, the name, may hold spaces and brackets. */
function fieldsAfterName(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
