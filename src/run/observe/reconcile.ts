/**
 * Ids that the target acknowledged against ids that it persisted. The ledger may lag behind the acknowledgements (a queue, a replica), so it is
 * read until two reads agree, id by id, and nothing is missing, or until `settle` ends: as long as something is missing it may still
 * come, however often the reads agree. What comes in time is late, not lost. Ids that stood there before t = 0 are not of this run.
 * Everything is linear in the number of ids.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { Interval } from '../../events/event.ts';
import type { PlannedReconcile } from '../../plan/plan.ts';
import { readLedger, type Reading } from './ledger/read-ledger.ts';

/** Between two reads, or as long as the last one took, where that is longer: reading is a load of its own. */
const betweenReadsMs = 250;

export interface Reconciliation {
  readonly acknowledged: number;
  readonly persisted: number;
  readonly lost: string[];
  readonly duplicated: string[];
  readonly unacknowledged: number;
  readonly late: LateOrder[];
  readonly reads: number;
  /** When the first read began and the last one ended. */
  readonly readMs: Interval;
  readonly settled: boolean;
}

/** Missing in the first read, and there later. */
export interface LateOrder {
  readonly id: string;
  /** From the acknowledgement: the last read without it, the first read with it. */
  readonly lagMs: Interval;
}

/** How often each id stands in the ledger; what stood there before is left out. */
export function countIds(ledger: readonly string[], before: ReadonlySet<string>): Map<string, number> {
  const times = new Map<string, number>();
  for (const id of ledger) if (!before.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** The comparison itself; pure. */
export function reconcileIds(
  acknowledged: ReadonlyMap<string, number>,
  persisted: ReadonlyMap<string, number>,
  before: ReadonlySet<string>,
): Pick<Reconciliation, 'acknowledged' | 'persisted' | 'lost' | 'duplicated' | 'unacknowledged'> {
  const lost = [...acknowledged.keys()].filter((id) => !persisted.has(id) && !before.has(id));
  const duplicated: string[] = [];
  let unacknowledged = 0;
  for (const [id, times] of persisted) {
    if (times > 1) duplicated.push(id);
    if (!acknowledged.has(id)) unacknowledged += 1;
  }
  return { acknowledged: acknowledged.size, persisted: persisted.size, lost, duplicated, unacknowledged };
}

function agree(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
  if (one.size !== other.size) return false;
  for (const [id, times] of one) if (other.get(id) !== times) return false;
  return true;
}

export interface Settling extends Reading {
  /** Complete, with the time of each on the run's clock: no more load is running. */
  readonly acknowledged: ReadonlyMap<string, number>;
  readonly before: ReadonlySet<string>;
  /** The run's clock. */
  readonly nowMs: () => number;
}

interface Read {
  readonly ids: ReadonlyMap<string, number>;
  readonly sentMs: number;
  readonly doneMs: number;
}

/**
 * Reads until settled. A read that fails is tried again while there is time: the target may be on its way up. Rejects when the signal comes, and
 * when not one succeeded.
 */
export async function settleLedger(reconcile: PlannedReconcile, options: Settling): Promise<Reconciliation> {
  const { acknowledged, before, nowMs, signal } = options;
  const beganMs = nowMs();
  const untilMs = beganMs + reconcile.settleMs;
  const missing = new Set<string>();
  const late = new Map<string, Interval>();
  let last: Read | undefined;
  let firstMs = beganMs;
  let reads = 0;
  for (let attempts = 1; ; attempts += 1) {
    const sentMs = nowMs();
    let agrees = false;
    let problem: unknown;
    try {
      const read: Read = { ids: countIds(await readLedger(reconcile, options), before), sentMs, doneMs: nowMs() };
      reads += 1;
      if (last === undefined) {
        firstMs = sentMs;
        for (const id of acknowledged.keys()) if (!read.ids.has(id) && !before.has(id)) missing.add(id);
      } else {
        for (const id of missing) if (read.ids.has(id)) late.set(id, lagOf(acknowledged.get(id) as number, last, read));
        for (const id of late.keys()) missing.delete(id);
        agrees = agree(last.ids, read.ids);
      }
      last = read;
    } catch (error) {
      if (signal?.aborted) throw error;
      problem = error;
    }
    const tookMs = nowMs() - sentMs;
    const isLate = nowMs() + Math.max(betweenReadsMs, tookMs) >= untilMs;
    // One read agrees with nothing: however slow it was, there is a second.
    const isOver = isLate && attempts > 1;
    const pauseMs = isLate ? betweenReadsMs : Math.max(betweenReadsMs, tookMs);
    if (last === undefined) {
      if (isOver) throw problem instanceof Error ? problem : new Error(messageOf(problem));
    } else if (isOver || (agrees && missing.size === 0)) {
      const found = reconcileIds(acknowledged, last.ids, before);
      if (found.lost.length === 0 || isOver) {
        const came = [...late].filter(([id]) => last?.ids.has(id)).map(([id, lagMs]): LateOrder => ({ id, lagMs }));
        return { ...found, late: came, reads, readMs: [firstMs, last.doneMs], settled: agrees };
      }
    }
    await sleep(pauseMs, undefined, { signal });
  }
}

/** It was not there when the read before was asked, and was when this one had ended. */
function lagOf(acknowledgedMs: number, without: Read, having: Read): Interval {
  return [Math.max(0, Math.round(without.sentMs - acknowledgedMs)), Math.max(0, Math.round(having.doneMs - acknowledgedMs))];
}
