/**
 * Ids that the target acknowledged, appended to `acknowledged.ndjson` beside the log: memory stays flat however long
 * the run is, and the ids survive a crash. A disk that fails is told once and never throws into the load.
 */
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { ChaosError, messageOf } from '../errors.ts';

const flushEveryMs = 500;

export interface AcknowledgedIds {
  add(id: string): void;
  /** Flushes and gives all of them. Throws OUTPUT_UNWRITABLE when some could not be kept: a comparison with the rest would be wrong. */
  all(): Set<string>;
  /** Safe to call again. */
  close(): void;
}

/** Throws OUTPUT_UNWRITABLE. `onFailure` is told the first write that fails. */
export function openAcknowledged(file: string, onFailure: (error: ChaosError) => void = () => {}): AcknowledgedIds {
  const handle = open(file);
  let pending: string[] = [];
  let failure: ChaosError | undefined;
  let closed = false;
  const flush = (): void => {
    if (pending.length === 0 || failure !== undefined || closed) return;
    const lines = `${pending.map((id) => JSON.stringify(id)).join('\n')}\n`;
    pending = [];
    try {
      appendFileSync(handle, lines);
    } catch (error) {
      failure = unwritable(file, error);
      onFailure(failure);
    }
  };
  const timer = setInterval(flush, flushEveryMs);
  timer.unref();
  return {
    add(id) {
      if (failure === undefined) pending.push(id);
    },
    all() {
      flush();
      if (failure !== undefined) throw failure;
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
      return new Set(lines.map((line) => JSON.parse(line) as string));
    },
    close() {
      if (closed) return;
      clearInterval(timer);
      flush();
      closed = true;
      closeSync(handle);
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'a');
  } catch (error) {
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): ChaosError {
  return new ChaosError(
    'OUTPUT_UNWRITABLE',
    `${file} can't be written: ${messageOf(error)}`,
    'free some space, or name another folder with --out',
    {
      cause: error,
    },
  );
}
