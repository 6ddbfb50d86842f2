/**
 * The books of what runs on this machine: a record a run, in one state directory, so that `chaos abort` and `chaos recover` work from
 * any folder and after a crash.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { ChaosError, messageOf } from '../errors.ts';
import type { Clock } from './clock.ts';
import { comparePlace, placeHere, placeSchema } from './state-place.ts';
import { isSameProcess, processStart } from './state-process.ts';
import { socketPath } from './state-socket.ts';

export { socketPath } from './state-socket.ts';

type Env = Readonly<Record<string, string | undefined>>;

const recordSchema = z.object({
  runId: z.string().regex(/^[A-Za-z0-9._-]+$/),
  pid: z.int().positive(),
  /** processStart(pid), against a pid used again. */
  pidStart: z.string().nullable(),
  /** Wall clock, ISO 8601. */
  startedAt: z.string(),
  name: z.string(),
  runDir: z.string(),
  socket: z.string(),
  journal: z.string(),
  cwd: z.string(),
  /** Where `pid` is; not in older records. */
  place: placeSchema.optional(),
});

/** A run as the books have it. All paths are absolute. */
export type RunRecord = Readonly<z.infer<typeof recordSchema>>;

/** `$STAMPEDE_STATE_DIR`, else `$XDG_STATE_HOME/stampede`, else `~/.local/state/stampede`; relative ones are ignored, as XDG has it. */
export function stateDir(env: Env = process.env): string {
  const own = env['STAMPEDE_STATE_DIR'];
  if (own !== undefined && isAbsolute(own)) return own;
  const base = env['XDG_STATE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'stampede');
}

/** Where the undo journal of a run belongs; its folder is made, private (0700). */
export function journalPath(runId: string, env: Env = process.env): string {
  return join(folder('journals', env), `${runId}.ndjson`);
}

/** Enters a run of this process. Throws OUTPUT_UNWRITABLE. */
export function registerRun(
  run: { readonly runId: string; readonly name: string; readonly runDir: string; readonly journal: string; readonly clock: Clock },
  env: Env = process.env,
): RunRecord {
  const { clock, ...own } = run;
  const record = {
    ...own,
    pid: process.pid,
    pidStart: processStart(process.pid),
    startedAt: clock.wall().toISOString(),
    socket: socketPath(run.runId),
    cwd: process.cwd(),
    place: placeHere(),
  };
  writeRecord(record, env);
  return record;
}

/** Writes a record in one piece, replacing one of the same id. Throws OUTPUT_UNWRITABLE. */
export function writeRecord(record: RunRecord, env: Env = process.env): void {
  recordSchema.parse(record);
  const path = join(folder('runs', env), `${record.runId}.json`);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Strikes a run out; one that is not in the books is fine. */
export function forgetRun(runId: string, env: Env = process.env): void {
  rmSync(join(stateDir(env), 'runs', `${runId}.json`), { force: true });
}

/** All runs in the books, oldest first, the dead ones too. Files that are torn or not ours are passed over. */
export function listRuns(env: Env = process.env): RunRecord[] {
  const runs = join(stateDir(env), 'runs');
  let names: string[];
  try {
    names = readdirSync(runs).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names
    .flatMap((name) => readRecord(join(runs, name), name))
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt) || a.runId.localeCompare(b.runId));
}

/** `elsewhere`: of another machine or container, so that nobody can tell here. */
export function lifeOf({ pid, pidStart, place }: RunRecord): 'alive' | 'dead' | 'elsewhere' {
  const where = place === undefined ? 'same' : comparePlace(place, placeHere());
  if (where === 'elsewhere') return 'elsewhere';
  return where === 'same' && isSameProcess(pid, pidStart) ? 'alive' : 'dead';
}

/** True while the process that entered the run is seen to live. */
export function isAlive(record: RunRecord): boolean {
  return lifeOf(record) === 'alive';
}

function readRecord(path: string, name: string): RunRecord[] {
  try {
    const record = recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    // A record under another name would be struck out under the wrong one.
    return `${record.runId}.json` === name ? [record] : [];
  } catch {
    return [];
  }
}

function folder(name: string, env: Env): string {
  const path = join(stateDir(env), name);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(path, error);
  }
  return path;
}

function unwritable(path: string, error: unknown): ChaosError {
  return new ChaosError(
    'OUTPUT_UNWRITABLE',
    `can't write ${path}: ${messageOf(error)}`,
    'set STAMPEDE_STATE_DIR to a folder you can write to',
    { cause: error },
  );
}
