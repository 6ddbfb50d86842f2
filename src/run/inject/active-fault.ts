/** A fault while it is in: what was done for it, and in which order the next may be. */
import type { PlannedFault } from '../../plan/plan.ts';
import type { JournalEntry } from './journal.ts';
import type { OnLink } from './run-links.ts';

export interface Injected {
  readonly fault: PlannedFault;
  readonly on: OnLink | null;
  untilMs: number;
  /** Its deeds that are still open. */
  readonly entries: JournalEntry[];
  /** Does it keep its link down at this moment? */
  isDown: boolean;
  /** Aborted when it is about to be removed. */
  readonly leaving: AbortController;
  /** The last call for it: steps and the removal wait for one another. */
  turn: Promise<unknown>;
  removal: Promise<void> | null;
}

/** One that nothing was done for yet. */
export function arriving(fault: PlannedFault, on: OnLink | null): Injected {
  return { fault, on, untilMs: 0, entries: [], isDown: false, leaving: new AbortController(), turn: Promise.resolve(), removal: null };
}

/** How long undoing a deed may take, beyond what a call to a proxy does. */
export function patienceMs(entries: readonly JournalEntry[]): number {
  return Math.max(0, ...entries.map(({ deed }) => ('timeoutMs' in deed ? deed.timeoutMs + 2_000 : 0)));
}

/** Does a fault other than this one keep the same proxy down? */
export function isDownByAnother(fault: Injected, faults: Iterable<Injected>): boolean {
  return [...faults].some(
    (other) =>
      other !== fault && other.isDown && other.on !== null && other.on.address === fault.on?.address && other.on.proxy === fault.on.proxy,
  );
}
