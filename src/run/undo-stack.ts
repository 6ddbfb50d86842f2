/**
 * What was begun and has to be ended, newest first. An undo that fails is told and never hides what went wrong before,
 * nor keeps the others from running; each is bounded in time.
 */
import { messageOf } from '../errors.ts';
import type { Emit } from '../events/event.ts';

interface Entry {
  readonly what: string;
  readonly undo: () => Promise<void>;
}

const eachMs = 5_000;

export class UndoStack {
  private readonly entries: Entry[] = [];

  /** Call it before the deed where the deed can half succeed; `undo` must be idempotent. */
  push(what: string, undo: () => Promise<void>): void {
    this.entries.push({ what, undo });
  }

  async run(emit: Emit): Promise<void> {
    for (let entry = this.entries.pop(); entry; entry = this.entries.pop()) {
      const { what, undo } = entry;
      try {
        await within(undo(), eachMs, what);
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
