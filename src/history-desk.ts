/** The file of a history: read whole, added to line by line. */
import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { historyLine, parseHistory, type History } from './analysis/compare/history.ts';
import { ChaosError, messageOf } from './errors.ts';
import type { RunSummary } from './events/run-summary.ts';

export const defaultHistory = 'baselines/history.ndjson';

/** Of a file that is not there it is empty. Throws FILE_UNREADABLE. */
export function readHistory(file: string): History {
  if (!existsSync(file)) return { runs: [], unreadable: [] };
  try {
    return parseHistory(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ChaosError('FILE_UNREADABLE', `the history ${file} can't be read: ${messageOf(error)}`, 'name a file that is yours to read', {
      cause: error,
    });
  }
}

/** Makes it where there is none. Throws OUTPUT_UNWRITABLE, so that nobody learns only after a run that it can't be kept. */
export function openHistory(file: string): void {
  write(file, () => '');
}

/** In one write, so that two processes do not mix their lines; a line that a process left half written is ended first. Throws OUTPUT_UNWRITABLE. */
export function addToHistory(file: string, runs: readonly RunSummary[]): void {
  if (runs.length > 0) write(file, () => (endsTorn(file) ? '\n' : '') + runs.map(historyLine).join(''));
}

function write(file: string, text: () => string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, text());
  } catch (error) {
    throw new ChaosError(
      'OUTPUT_UNWRITABLE',
      `the history ${file} can't be written: ${messageOf(error)}`,
      "name a file you can write to; 'chaos history FILE --add RUN' adds a run later",
      { cause: error },
    );
  }
}

function endsTorn(file: string): boolean {
  if (!existsSync(file)) return false;
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
  } finally {
    closeSync(handle);
  }
}
