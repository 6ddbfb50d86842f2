/**
 * Ids that the target acknowledged, appended to `acknowledged.ndjson` beside the log: memory stays flat however long
 * the run is, and the ids survive a crash.
 */
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';

const flushEveryMs = 500;

export interface AcknowledgedIds {
  add(id: string): void;
  /** Flushes and gives all of them. */
  all(): Set<string>;
  close(): void;
}

export function openAcknowledged(file: string): AcknowledgedIds {
  const handle = openSync(file, 'a');
  let pending: string[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    appendFileSync(handle, `${pending.map((id) => JSON.stringify(id)).join('\n')}\n`);
    pending = [];
  };
  const timer = setInterval(flush, flushEveryMs);
  timer.unref();
  return {
    add(id) {
      pending.push(id);
    },
    all() {
      flush();
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
      return new Set(lines.map((line) => JSON.parse(line) as string));
    },
    close() {
      clearInterval(timer);
      flush();
      closeSync(handle);
    },
  };
}
