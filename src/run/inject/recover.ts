/** Cleans up after runs whose process is gone: undoes their journals, ends what they started, strikes them out of the books. */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError, messageOf } from '../../errors.ts';
import type { Clock } from '../clock.ts';
import { forgetRun, lifeOf, listRuns, type RunRecord } from '../state.ts';
import { type Deed, Journal, readJournal } from './journal.ts';
import { claimUndo } from './undo-claim.ts';
import { undoEntries } from './undo.ts';

/** For what is tried after another's claim was waited for. */
const leastMs = 300;

export interface RecoveredRun {
  readonly runId: string;
  readonly name: string;
  /** What was undone, each with how. */
  readonly undone: readonly string[];
  /** What could not be, each with the reason. */
  readonly left: readonly string[];
  /** Of what kinds that is, where the journal says so. */
  readonly leftKinds?: readonly Deed['kind'][];
}

export interface Recovery {
  readonly runs: readonly RecoveredRun[];
  /** Runs that live: nobody touches those. */
  readonly running: readonly { readonly runId: string; readonly name: string; readonly pid: number }[];
  /** Runs of another machine or container: whether they live can't be seen from here, so nobody touches those either. */
  readonly elsewhere: readonly { readonly runId: string; readonly name: string; readonly host: string }[];
  readonly clean: boolean;
}

/**
 * All dead runs, or the one; with `force` the one also where it is of elsewhere: it is known to be dead. With `forget` what could not be undone is struck out too: for a server that will never come back.
 * Throws USAGE, RUN_NOT_FOUND for a `runId` that is not in the books.
 */
export async function recoverRuns(options: {
  readonly clock: Clock;
  readonly runId?: string | undefined;
  readonly budgetMs?: number;
  readonly forget?: boolean;
  readonly force?: boolean;
}): Promise<Recovery> {
  const { clock, runId, budgetMs = 5_000, forget = false, force = false } = options;
  if (force && runId === undefined)
    throw new ChaosError('USAGE', '--force needs a run id', "'chaos recover' lists the runs that it does not touch");
  const records = listRuns().filter((record) => runId === undefined || record.runId === runId);
  if (runId !== undefined && records.length === 0) {
    throw new ChaosError(
      'RUN_NOT_FOUND',
      `no run ${runId} left anything to recover`,
      "'chaos recover' without a run id lists and recovers all",
    );
  }
  const { alive = [], dead: gone = [], elsewhere: far = [] } = Object.groupBy(records, lifeOf);
  const [dead, elsewhere] = force ? [[...gone, ...far], []] : [gone, far];
  const runs = await Promise.all(dead.map((record) => recoverRun(record, { clock, budgetMs, forget })));
  return {
    runs,
    running: alive.map(({ runId, name, pid }) => ({ runId, name, pid })),
    elsewhere: elsewhere.map(({ runId, name, place }) => ({ runId, name, host: place?.host ?? 'unknown' })),
    clean: runs.every((run) => run.left.length === 0),
  };
}

async function recoverRun(record: RunRecord, options: { clock: Clock; budgetMs: number; forget: boolean }): Promise<RecoveredRun> {
  const { runId, name } = record;
  if (!existsSync(record.journal)) {
    // It ended well but for its entry in the books.
    strikeOut(record);
    return { runId, name, undone: [], left: [] };
  }
  const untilMs = options.clock.now() + options.budgetMs;
  try {
    const release = await claim(record, options.clock, untilMs);
    // Whoever was at it has undone all of it.
    if (release === 'undone') return { runId, name, undone: [], left: [] };
    if (release === 'busy') return { runId, name, undone: [], left: [`the undo journal ${record.journal}: another process is at it`] };
    try {
      return await undoJournal(record, { ...options, budgetMs: Math.max(leastMs, untilMs - options.clock.now()) });
    } finally {
      release();
    }
  } catch (error) {
    return { runId, name, undone: [], left: [`the undo journal ${record.journal}: ${messageOf(error)}`] };
  }
}

/** Waits for another who undoes the same: the watchdog may have come first. */
async function claim(record: RunRecord, clock: Clock, untilMs: number): Promise<(() => void) | 'undone' | 'busy'> {
  for (;;) {
    const release = claimUndo(record.journal);
    if (!existsSync(record.journal)) {
      release?.();
      strikeOut(record);
      return 'undone';
    }
    if (release !== undefined) return release;
    if (clock.now() > untilMs) return 'busy';
    await sleep(50);
  }
}

async function undoJournal(record: RunRecord, options: { clock: Clock; budgetMs: number; forget: boolean }): Promise<RecoveredRun> {
  const { runId, name } = record;
  const journal = await Journal.open(record.journal, options.clock);
  const items = await undoEntries(journal.entries, {
    budgetMs: options.budgetMs,
    patient: true,
    onUndone: ({ entry }) => journal.undone(entry.seq),
  });
  const clean = await journal.close();
  if (clean || options.forget) strikeOut(record);
  const [undone, left] = [items.filter((item) => item.ok), items.filter((item) => !item.ok)];
  return {
    runId,
    name,
    undone: undone.map(({ what, detail }) => `${what}: ${detail}`),
    left: left.map(({ what, detail }) => `${what}: ${detail}`),
    ...(left.length > 0 ? { leftKinds: left.map(({ entry }) => entry.deed.kind) } : {}),
  };
}

function strikeOut(record: RunRecord): void {
  rmSync(record.socket, { force: true });
  rmSync(record.journal, { force: true });
  forgetRun(record.runId);
}

/** Runs that died with something to undo. */
export function staleRuns(): RunRecord[] {
  return listRuns().filter((record) => lifeOf(record) === 'dead' && hasEntries(record.journal));
}

/** What the next start says of them; null where there are none. */
export function staleNotice(): string | null {
  const stale = staleRuns();
  if (stale.length === 0) return null;
  const names = stale.map(({ runId }) => runId).join(', ');
  return `warning: ${stale.length === 1 ? `run ${names} was` : `runs ${names} were`} killed before everything was undone; 'chaos recover' does it`;
}

function hasEntries(journal: string): boolean {
  try {
    return readJournal(journal).length > 0;
  } catch {
    // What can't be read can't be called undone.
    return true;
  }
}
