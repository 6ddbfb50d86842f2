/**
 * What was begun and has to be ended, newest first. An undo that fails is told and never hides what went wrong before,
 * nor keeps the others from running; each is bounded in time.
 */
import { messageOf } from '../errors.ts';
import type { Emit } from '../events/event.ts';

interface Entry {
  readonly what: string;
  readonly undo: (withinMs: number) => Promise<void>;
}

const budgetMs = 5_000;
/** Even when the budget is used up: enough to kill what does not go by itself. */
const leastMs = 400;
/** An undo that keeps to its time is not cut short by a late timer. */
const graceMs = 200;

export class UndoStack {
  private readonly entries: Entry[] = [];

  /** Call it before the deed where the deed can half succeed; `undo` must be idempotent, and is told how long it may take. */
  push(what: string, undo: (withinMs: number) => Promise<void>): void {
    this.entries.push({ what, undo });
  }

  /** `leftMs`: of a budget that all of them share. */
  async run(emit: Emit, leftMs: () => number = () => budgetMs): Promise<void> {
    for (let entry = this.entries.pop(); entry; entry = this.entries.pop()) {
      const { what, undo } = entry;
      const ms = Math.max(leastMs, Math.round(leftMs()));
      try {
        await within(undo(ms), ms + graceMs, what);
      } catch (error) {
        emit({ type: 'undo', what, ok: false, detail: messageOf(error) });
      }
    }
  }
}

/** The promise, or an error after `ms`. The promise itself goes on: nothing can stop it. */
export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
