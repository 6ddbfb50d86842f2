/**
 * Ids that the target acknowledged and when, appended to `acknowledged.ndjson` beside the log, `["id",ms]` a line: memory stays flat however long
 * the run is, and the ids survive a crash. A disk that fails is told once and never throws into the load.
 */
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { ChaosError, messageOf } from '../errors.ts';

const flushEveryMs = 500;

export interface AcknowledgedIds {
  /** `tMs`: when it was acknowledged, on the run's clock. */
  add(id: string, tMs: number): void;
  /** Flushes and gives all of them, each with its first time. Throws OUTPUT_UNWRITABLE when some could not be kept: a comparison with the rest would be wrong. */
  all(): Map<string, number>;
  /** Safe to call again. */
  close(): void;
}

/** Throws OUTPUT_UNWRITABLE. `onFailure` is told the first write that fails. */
export function openAcknowledged(file: string, onFailure: (error: ChaosError) => void = () => {}): AcknowledgedIds {
  const handle = open(file);
  let pending: [id: string, tMs: number][] = [];
  let failure: ChaosError | undefined;
  let closed = false;
  const flush = (): void => {
    if (pending.length === 0 || failure !== undefined || closed) return;
    const lines = `${pending.map((one) => JSON.stringify(one)).join('\n')}\n`;
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
    add(id, tMs) {
      if (failure === undefined) pending.push([id, Math.round(tMs)]);
    },
    all() {
      flush();
      if (failure !== undefined) throw failure;
      const first = new Map<string, number>();
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (line === '') continue;
        const [id, tMs] = JSON.parse(line) as [string, number];
        if (!first.has(id)) first.set(id, tMs);
      }
      return first;
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
