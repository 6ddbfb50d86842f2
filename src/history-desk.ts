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

/** In one write, so that two processes do not mix their lines; a line that a process left half written is ended first. Throws OUTPUT_UNWRITABLE. */
export function addToHistory(file: string, runs: readonly RunSummary[]): void {
  if (runs.length === 0) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, (endsTorn(file) ? '\n' : '') + runs.map(historyLine).join(''));
  } catch (error) {
    throw new ChaosError(
      'OUTPUT_UNWRITABLE',
      `the history ${file} can't be written: ${messageOf(error)}`,
      "the run's folder is whole; 'chaos history --add RUN' adds it later",
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
