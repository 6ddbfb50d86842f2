/** Whoever attends a run: asked to do what only a person can, and heard when it is done. */
import { ChaosError } from '../errors.ts';
import type { Emit } from '../events/event.ts';
import { formatMs } from '../units.ts';

export interface Question {
  readonly fault: string;
  readonly say: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface People {
  /** Resolves with who confirmed; rejects with NOT_CONFIRMED where nobody did in time, or the signal came first. Questions wait for one another. */
  ask(question: Question): Promise<string>;
  /** Answers what is asked now. Returns its fault; null: nothing is asked. */
  confirm(from: string): string | null;
}

export function createPeople(emit: Emit): People {
  let current: { readonly fault: string; readonly confirm: (from: string) => void } | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const ask = async ({ fault, say, timeoutMs, signal }: Question): Promise<string> => {
    if (signal?.aborted) throw notConfirmed(fault, say, 'the run is ending');
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const late = setTimeout(() => reject(notConfirmed(fault, say, `nobody confirmed within ${formatMs(timeoutMs)}`)), timeoutMs);
    const stopped = (): void => reject(notConfirmed(fault, say, 'the run is ending'));
    signal?.addEventListener('abort', stopped, { once: true });
    current = { fault, confirm: resolve };
    emit({ type: 'person-asked', fault, say });
    try {
      const from = await promise;
      emit({ type: 'person-confirmed', fault, from });
      return from;
    } finally {
      current = null;
      clearTimeout(late);
      signal?.removeEventListener('abort', stopped);
    }
  };

  return {
    async ask(question) {
      const mine = turn.then(() => ask(question));
      turn = mine.catch(() => undefined);
      return mine;
    },
    confirm(from) {
      const asked = current;
      if (asked === null) return null;
      asked.confirm(from);
      return asked.fault;
    },
  };
}

function notConfirmed(fault: string, say: string, why: string): ChaosError {
  return new ChaosError('NOT_CONFIRMED', `fault ${fault}: "${say}" was not confirmed: ${why}`, "confirm with y in the run's panel");
}
