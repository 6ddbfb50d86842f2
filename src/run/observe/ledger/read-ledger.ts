/** All ids that a ledger holds, by whatever it is read. */
import type { PlannedReconcile } from '../../../plan/plan.ts';
import type { AskedTarget } from '../../ask.ts';
import { readCommand } from './read-command.ts';
import { readPages } from './read-pages.ts';

export interface Reading {
  readonly target: AskedTarget;
  /** Takes the place of `${run}`. */
  readonly runId: string;
  readonly signal?: AbortSignal | undefined;
}

/** More than a run can have acknowledged; whoever lists that much lists what is not of this run. */
export const mostBytes = 256 * 1024 * 1024;
/** Of one reading, all its pages included. */
export const readingMs = 60_000;

/** In the order of the ledger, repeated where it repeats them. Rejects with a sentence when it can't be read. */
export async function readLedger(reconcile: PlannedReconcile, { target, runId, signal }: Reading): Promise<string[]> {
  const fill = (text: string): string => text.replaceAll('${run}', runId);
  if ('command' in reconcile) return readCommand(reconcile.command.map(fill), { timeoutMs: readingMs, mostBytes, signal });
  const filled = { ...reconcile, url: fill(reconcile.url), ids: fill(reconcile.ids) };
  return readPages(filled, target, { timeoutMs: readingMs, mostBytes, signal });
}
