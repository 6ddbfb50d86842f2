/** Undoes what was not done on a Toxiproxy server: by this process where it is the run's, else by what the journal says alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError } from '../../errors.ts';
import { quoted } from '../../faults/quoted.ts';
import type { People } from '../people.ts';
import { isSameProcess } from '../state-process.ts';
import { endProcess } from './end-process.ts';
import type { Deed, JournalEntry } from './journal.ts';
import { commandProblem, runCommand, signalGroup } from './kept-program.ts';
import type { Processes } from './processes.ts';

/** What a run has at hand; a recovery has none of it. */
export interface AtHand {
  readonly processes: Processes | null;
  readonly people: People | null;
  /** The run is ending: nothing is started again. */
  readonly ending: boolean;
  /** So long a command that the run had begun may still go on: until its keeper has seen that the run is gone, and ended it. */
  readonly keepersMs: number;
}

export const nothingAtHand: AtHand = { processes: null, people: null, ending: true, keepersMs: 1_000 };

export type DoneElsewhere = Exclude<Deed, { toxiproxy: string }>;

/** A second try would be no better than the first. */
export class NoUseToRetry extends Error {}

export const noTime = 'no time was left for it';

/** Of what nobody undid: the reason, or for what a person did what is still to be done. */
export function leftOf(deed: Deed, why: string): string {
  return deed.kind === 'manual-done' ? `put it back, by hand ("${deed.undoSay}")` : why;
}

/** Two who undo the same thing at once, as a removal and a stop do, share one deed: a command is not run twice side by side. */
const underWay = new WeakMap<JournalEntry, { readonly doing: Promise<string>; readonly cut: AbortController }>();

/** Resolves with what was found or done. Rejects with the reason, at the latest when the signal comes. */
export async function undoElsewhere(entry: JournalEntry, deed: DoneElsewhere, atHand: AtHand, signal: AbortSignal): Promise<string> {
  const { doing, cut } = underWay.get(entry) ?? begin(entry, deed, atHand);
  const late = new Promise<never>((_, reject) => {
    const stop = (): void => {
      // Who waits no more and ends the run with it takes along what is still being done.
      if (atHand.ending) cut.abort();
      reject(new Error(noTime));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([doing, late]);
}

function begin(entry: JournalEntry, deed: DoneElsewhere, atHand: AtHand): { doing: Promise<string>; cut: AbortController } {
  const cut = new AbortController();
  const doing = undo(deed, atHand, cut.signal).finally(() => underWay.delete(entry));
  underWay.set(entry, { doing, cut });
  return { doing, cut };
}

async function undo(deed: DoneElsewhere, { processes, people, ending, keepersMs }: AtHand, signal: AbortSignal): Promise<string> {
  switch (deed.kind) {
    case 'process-owned':
      if (!isSameProcess(deed.pid, deed.pidStart)) return 'already gone';
      if (deed.pidStart === null) throw new Error(`process ${deed.pid} may be another by now; end it yourself if it is ${deed.process}`);
      await endProcess(deed.pid, deed.pidStart, signal);
      return 'ended';
    case 'process-paused':
      if (!isSameProcess(deed.pid, deed.pidStart)) return 'already gone';
      signalGroup(deed.pid, deed.pidStart, 'SIGCONT');
      return 'goes on';
    case 'process-ended':
      if (processes === null || ending) return 'not started again: it ends with its run';
      return (await processes.startAgain(deed.process)) ? 'started again' : 'runs already';
    case 'command-run': {
      if (keepersMs > 0) await sleep(keepersMs, undefined, { signal });
      const problem = commandProblem(await runCommand(deed.undo, { cwd: deed.cwd, timeoutMs: deed.timeoutMs, signal }));
      if (problem === null) return 'its undo was run';
      throw new Error(`its undo, ${quoted(deed.undo)}, ${problem}`);
    }
    case 'manual-done':
      return byHand(deed, people, signal);
  }
}

async function byHand(deed: Extract<Deed, { kind: 'manual-done' }>, people: People | null, signal: AbortSignal): Promise<string> {
  const { fault, undoSay: say, timeoutMs } = deed;
  if (people === null) throw new NoUseToRetry(leftOf(deed, ''));
  try {
    return `undone by hand, said ${await people.ask({ fault, say, timeoutMs, signal })}`;
  } catch (error) {
    if (error instanceof ChaosError && error.code === 'NOT_CONFIRMED') throw new NoUseToRetry(leftOf(deed, ''));
    throw error;
  }
}
