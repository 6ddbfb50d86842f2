/** The programs of a scenario: started before the load, acted on by faults, ended with the run. */
import { openSync, closeSync, readSync, fstatSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError, messageOf } from '../../errors.ts';
import type { Emit } from '../../events/event.ts';
import type { PlannedProcess } from '../../plan/plan.ts';
import { isSameProcess, processState } from '../state-process.ts';
import type { DeedBook, JournalEntry } from './journal.ts';
import { startProgram, type KeptProgram } from './kept-program.ts';

export interface RunningProcess {
  readonly pid: number;
  readonly pidStart: string | null;
}

interface Live {
  readonly program: KeptProgram;
  readonly entry: JournalEntry;
  /** Its end is nobody's fault but its own. */
  expected: boolean;
}

const checkMs = 50;
const stillMs = 1_000;
/** After SIGTERM, before SIGKILL. */
const graceMs = 10_000;

export class Processes {
  readonly #planned: readonly PlannedProcess[];
  readonly #options: { readonly runDir: string; readonly journal: DeedBook; readonly emit: Emit; readonly env: NodeJS.ProcessEnv };
  readonly #live = new Map<string, Live>();
  readonly #ended = new Map<string, number>();
  #stopping = false;

  constructor(planned: readonly PlannedProcess[], options: { runDir: string; journal: DeedBook; emit: Emit; env: NodeJS.ProcessEnv }) {
    this.#planned = planned;
    this.#options = options;
  }

  /** In order, each once the one before is ready. Throws PROCESS_FAILED; what was started then is for `stop`. */
  async start(signal: AbortSignal): Promise<void> {
    for (const { name } of this.#planned) await this.startOne(name, signal);
  }

  /** Ready when it resolves. */
  async startOne(name: string, signal: AbortSignal): Promise<void> {
    const planned = this.#plannedOf(name);
    const from = sizeOf(this.#logOf(name));
    await this.#launch(planned);
    await this.#ready(planned, from, signal);
  }

  /** Starts one that was ended. False: it runs already. Does not wait until it is ready; one that does not get so is told of. */
  async startAgain(name: string): Promise<boolean> {
    if (this.#stopping || this.running(name) !== null) return false;
    const planned = this.#plannedOf(name);
    const from = sizeOf(this.#logOf(name));
    await this.#launch(planned);
    void this.#watch(planned, from);
    return true;
  }

  /** The process that was ended last under this name; null: none was. */
  lastEnded(name: string): number | null {
    return this.#ended.get(name) ?? null;
  }

  /** null: it does not run. */
  running(name: string): RunningProcess | null {
    const program = this.#live.get(name)?.program;
    return program !== undefined && isSameProcess(program.pid, program.pidStart) ? program : null;
  }

  /** Resolves once it stands still, and what it started with it. Throws PROCESS_FAILED where it does not run. */
  async pause(name: string): Promise<void> {
    const { program } = this.#mustRun(name);
    program.signal('SIGSTOP');
    // A signal takes a moment to arrive on a busy machine; a system without /proc does not say when.
    for (let waitedMs = 0; !isStill(processState(program.pid) ?? 'T') && waitedMs < stillMs; waitedMs += 5) await sleep(5);
  }

  /** Resolves once it is gone: at once with SIGKILL, else within its grace, and then it is killed. Throws PROCESS_FAILED where it does not run. */
  async end(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const live = this.#mustRun(name);
    live.expected = true;
    live.program.signal(signal);
    const gone = async (ms: number): Promise<void> => {
      for (let waitedMs = 0; this.running(name) !== null && waitedMs < ms; waitedMs += 10) await sleep(10);
    };
    await gone(graceMs);
    live.program.signal('SIGKILL');
    await gone(2_000);
    if (this.running(name) !== null) throw failed(name, `process ${live.program.pid} does not end`);
    this.#ended.set(name, live.program.pid);
    await this.#options.journal.undone(live.entry.seq);
  }

  /** Ends all of them, the last first. Never throws; may be called again. */
  async stop(withinMs = 2_000): Promise<void> {
    this.#stopping = true;
    for (const live of this.#live.values()) live.expected = true;
    await Promise.all(
      [...this.#live.values()].map(async ({ program, entry }) => {
        await program.stop(withinMs).catch(() => undefined);
        if (!isSameProcess(program.pid, program.pidStart)) await this.#options.journal.undone(entry.seq);
      }),
    );
  }

  async #launch({ name, command, cwd, env }: PlannedProcess): Promise<void> {
    let program: KeptProgram;
    try {
      program = await startProgram({ command, cwd, log: this.#logOf(name) }, { ...this.#options.env, ...env });
    } catch (error) {
      throw failed(name, `can't be started: ${messageOf(error)}`);
    }
    const { pid, pidStart } = program;
    const entry = await this.#options.journal.write({ kind: 'process-owned', process: name, pid, pidStart });
    const live: Live = { program, entry, expected: false };
    this.#live.set(name, live);
    void program.ended.then(({ code, signal }) => {
      if (live.expected || this.#stopping) return;
      this.#options.emit({ type: 'trouble', what: `process ${name}`, detail: `it ended by itself with ${signal ?? `code ${code}`}` });
    });
    if (this.#stopping) await program.stop();
  }

  /** Never rejects. One that is ended on purpose meanwhile, or with the run, is nobody's trouble. */
  async #watch(planned: PlannedProcess, from: number): Promise<void> {
    const live = this.#live.get(planned.name);
    const within = AbortSignal.timeout(planned.timeoutMs);
    try {
      await this.#ready(planned, from, within);
    } catch (error) {
      if (this.#stopping || live?.expected === true) return;
      const detail = within.aborted ? `it was not ready within ${planned.timeoutMs / 1_000} s` : messageOf(error);
      this.#options.emit({ type: 'trouble', what: `starting process ${planned.name} again`, detail });
    }
  }

  async #ready(planned: PlannedProcess, from: number, signal: AbortSignal): Promise<void> {
    const { name, timeoutMs } = planned;
    for (let waitedMs = 0; !(await this.#isReady(planned, from)); waitedMs += checkMs) {
      if (this.running(name) === null) throw failed(name, `ended before it was ready${lastLine(this.#logOf(name))}`);
      if (waitedMs >= timeoutMs) throw failed(name, `was not ready within ${timeoutMs / 1_000} s${lastLine(this.#logOf(name))}`);
      await sleep(checkMs, undefined, { signal });
    }
  }

  async #isReady({ name, ready }: PlannedProcess, from: number): Promise<boolean> {
    if (ready === null) return this.running(name) !== null;
    if ('log' in ready) return read(this.#logOf(name), from).includes(ready.log);
    return 'url' in ready ? answers(ready.url) : connects(ready.tcp);
  }

  #mustRun(name: string): Live {
    const live = this.#live.get(name);
    if (live === undefined || this.running(name) === null) throw failed(name, 'does not run');
    return live;
  }

  #plannedOf(name: string): PlannedProcess {
    const planned = this.#planned.find((each) => each.name === name);
    if (planned === undefined) throw new ChaosError('INTERNAL', `no process ${name}`, 'a bug: please report it');
    return planned;
  }

  #logOf(name: string): string {
    return join(this.#options.runDir, `process-${name}.log`);
  }
}

/** Of a process's state. */
export function isStill(state: string): boolean {
  return state === 'T' || state === 't';
}

function failed(name: string, why: string): ChaosError {
  return new ChaosError('PROCESS_FAILED', `process ${name} ${why}`, `what it wrote is in process-${name}.log in the run's folder`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(1_000) });
    await answer.body?.cancel();
    return answer.status < 500;
  } catch {
    return false;
  }
}

async function connects(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const socket = connect({ host: host || '127.0.0.1', port: Number(address.slice(colon + 1)) });
  return new Promise((resolve) => {
    const done = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

/** What a file holds from there on, at most a megabyte; empty where it is not there. */
function read(file: string, from: number): string {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const size = Math.min(1 << 20, Math.max(0, fstatSync(handle).size - from));
    const bytes = Buffer.alloc(size);
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, size, from));
  } catch {
    return '';
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function sizeOf(file: string): number {
  return Buffer.byteLength(read(file, 0));
}

function lastLine(file: string): string {
  const last = read(file, 0).trimEnd().split('\n').at(-1);
  return last ? `: ${last.slice(0, 200)}` : '';
}
