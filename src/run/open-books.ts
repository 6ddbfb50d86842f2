/**
 * What has to stand before anything is done that would have to be undone: the undo journal, the run's entry in the books, and the watchdog
 * that reads both should this process be killed.
 */
import type { Emit } from '../events/event.ts';
import type { Clock } from './clock.ts';
import { Journal } from './inject/journal.ts';
import { startWatchdog } from './inject/start-watchdog.ts';
import { forgetRun, journalPath, registerRun, type RunRecord } from './state.ts';
import type { UndoStack } from './undo-stack.ts';

export interface Books {
  readonly journal: Journal;
  readonly record: RunRecord;
  /** Resolves when the watchdog is there with null, or with why there is none. Never rejects. */
  readonly watched: Promise<string | null>;
}

/** `injects` false: nothing will be done on a link, so nobody needs to watch. Their end is put on `undo`. Throws OUTPUT_UNWRITABLE. */
export async function openBooks(
  run: { readonly runId: string; readonly name: string; readonly runDir: string; readonly injects: boolean },
  around: { readonly clock: Clock; readonly env: NodeJS.ProcessEnv; readonly undo: UndoStack; readonly emit: Emit },
): Promise<Books> {
  const { injects, ...entry } = run;
  const { clock, env, undo, emit } = around;
  const journal = await Journal.open(journalPath(run.runId, env), clock);
  let isOver = false;
  const lost = (detail: string): void => {
    if (!isOver) emit({ type: 'trouble', what: 'keeping the watchdog', detail });
  };
  const watchdog = injects ? startWatchdog(run.runId, env, lost) : null;
  // A run stays in the books as long as its journal holds something that could not be undone.
  undo.push('journal', async () => {
    isOver = true;
    if (!(await journal.close())) return;
    forgetRun(run.runId, env);
    watchdog?.dismiss();
  });
  const record = registerRun({ ...entry, journal: journal.file, clock }, env);
  return { journal, record, watched: watchdog?.ready ?? Promise.resolve(null) };
}
