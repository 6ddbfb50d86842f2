/**
 * Where a run's files go. The run directory exists from the first event on; a report appears in it whole or not at all
 * (written beside, then renamed), so that a reader never meets half a file.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ChaosError, messageOf } from './errors.ts';

/** `20261127-020100-black-friday-k3f9`: sorts by time, says what it was, and is unique enough for two runs in one second. */
export function newRunId(name: string, wall: Date): string {
  const stamp = wall.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const safe =
    name
      .replace(/[^A-Za-z0-9.-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'run';
  return `${stamp}-${safe}-${randomBytes(2).toString('hex')}`;
}

/** Creates the run directory; `out` is the folder that holds runs. */
export function createRunDir(out: string, runId: string): string {
  const dir = resolve(out, runId);
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new ChaosError('OUTPUT_UNWRITABLE', `${dir} can't be created: ${messageOf(error)}`, 'name a folder you can write to with --out');
  }
  return dir;
}

/** Writes files into the run directory, each atomically. Returns their paths in the order given. */
export function publish(dir: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).map(([name, text]) => {
    const path = join(dir, name);
    // Another process may be rendering the same run.
    const beside = join(dir, `.${name}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      writeFileSync(beside, text);
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw new ChaosError(
        'OUTPUT_UNWRITABLE',
        `${path} can't be written: ${messageOf(error)}`,
        'free some space, or name another folder with --out; the event log has what is needed to render it again',
      );
    }
    return path;
  });
}
