/**
 * A process of its own that keeps one program for the tool: `program-keeper JSON`, see Task. The program is a session of its own, so that all
 * it starts can be ended with it, and is ended when the channel to the tool closes, so that it never outlives the tool, however that dies.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

export interface Task {
  readonly command: readonly string[];
  readonly cwd: string;
  /** File that what it writes is added to; null: its last part is kept, and told at the end. */
  readonly log: string | null;
}

export type KeeperMessage =
  | { readonly type: 'started'; readonly pid: number }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'ended'; readonly code: number | null; readonly signal: string | null; readonly output: string };

const patienceMs = 500;
const keptOutput = 4_000;

let ending = false;

function main(): void {
  const { command, cwd, log } = JSON.parse(process.argv[2] ?? '') as Task;
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  const [program = '', ...args] = command;
  const file = log === null ? 'pipe' : openSync(log, 'a', 0o600);
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', file, file] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => {
      output = (output + more).slice(-keptOutput);
    });
  const group = child.pid;

  /** What it started goes with it. */
  const signalAll = (signal: NodeJS.Signals): void => {
    try {
      if (group !== undefined) process.kill(-group, signal);
    } catch {
      // Nobody is left.
    }
  };
  const end = (): void => {
    if (ending) return;
    ending = true;
    signalAll('SIGTERM');
    // One that stands still hears nothing else until it goes on.
    signalAll('SIGCONT');
    setTimeout(() => {
      signalAll('SIGKILL');
      process.exit(0);
    }, patienceMs);
  };
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  child.once('error', (error) => tell({ type: 'failed', message: error.message }));
  child.once('spawn', () => tell({ type: 'started', pid: child.pid as number }));
  child.once('exit', (code, signal) => {
    // A program's children go with it; what a command left running on purpose stays.
    if (log !== null || ending) signalAll('SIGKILL');
    // What it wrote last may still be under way.
    setTimeout(() => tell({ type: 'ended', code, signal, output }), child.stdout === null ? 0 : 20);
  });
}

/** What is told last ends the keeper. */
function tell(message: KeeperMessage): void {
  const isLast = message.type !== 'started';
  if (!process.connected) return isLast ? process.exit(0) : undefined;
  process.send?.(message, () => {
    if (isLast) process.exit(0);
  });
}

main();
