/** Where a run's command socket is: a run directory's path may be too long for one. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../errors.ts';

/** sun_path holds 104 bytes on BSD and macOS, 108 on Linux, the closing zero included. */
const mostBytes = 99;

/**
 * The socket's path, below 100 bytes, in a folder of the temporary directory that is this user's alone (0700), which is made.
 * Throws OUTPUT_UNWRITABLE when the folder belongs to someone else or others may enter it.
 */
export function socketPath(runId: string): string {
  const own = `stampede-${process.getuid?.() ?? 'user'}`;
  const whole = [tmpdir(), '/tmp'].map((base) => join(base, own, `${runId}.sock`)).find(fits);
  const path =
    whole ??
    [tmpdir(), '/tmp'].map((base) => join(base, own, `${digest(runId)}.sock`)).find(fits) ??
    join('/tmp', own, `${digest(runId)}.sock`);
  makePrivate(join(path, '..'));
  return path;
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= mostBytes;
}

function digest(runId: string): string {
  return createHash('sha256').update(runId).digest('hex').slice(0, 16);
}

function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ChaosError('OUTPUT_UNWRITABLE', `can't make ${folder} for the command socket`, 'set TMPDIR to a folder you can write to', {
      cause: error,
    });
  }
  const found = lstatSync(folder);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && (found.uid !== uid || (found.mode & 0o077) !== 0))) {
    throw new ChaosError(
      'OUTPUT_UNWRITABLE',
      `${folder} is not private to you, and who can enter it could command the run`,
      `remove it or chmod 700 it, or set TMPDIR`,
    );
  }
}
