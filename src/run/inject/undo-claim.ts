/**
 * Who undoes a journal does it alone: a file beside it, made exclusively, says which process is at it. `chaos recover`, `chaos abort` and
 * the watchdog may all come for the same one. A claim whose process is gone counts for nothing.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isSameProcess, processStart } from '../state-process.ts';

/** The function it returns lets go; undefined where a live process is at it. */
export function claimUndo(journal: string): (() => void) | undefined {
  const path = `${journal}.undoing`;
  const own = JSON.stringify([process.pid, processStart(process.pid)]);
  // Twice: the second time after a dead process's claim was taken away.
  for (let attempt = 1; attempt <= 2; attempt++) {
    if (putThere(path, own)) {
      return () => {
        if (readText(path) === own) rmSync(path, { force: true });
      };
    }
    const found = readText(path);
    if (found === null) continue;
    if (isClaimed(found)) return undefined;
    takeAway(path, found);
  }
  return undefined;
}

/** With its text in it from the first moment: a link is made where nothing is, or not at all. False: there is one. */
function putThere(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moved aside first: whoever moves it has it, and what was moved may turn out to be a newer, living claim. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== stale) renameSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

function isClaimed(text: string): boolean {
  try {
    const [pid, start] = JSON.parse(text) as [number, string | null];
    return isSameProcess(pid, start);
  } catch {
    return false;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
