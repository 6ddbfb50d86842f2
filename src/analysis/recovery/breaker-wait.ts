/**
 * A breaker that stays open for a fixed time makes recovery wait for it: how long it waits, and how much of that was
 * still to come when the fault was removed. Without that, recovery times of one system differ by the phase of its breaker alone.
 */
import { middle } from '../breakers.ts';
import { breakerRun } from '../breakers-evidence.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';

export interface BreakerWait {
  /** Of the breakers on the fault's link the longest; null: none is known. */
  readonly waitMs: number | null;
  /** What of it was left at the removal: as seen, else half of it, which is its mean over all phases. null: no wait is known. */
  readonly residualMs: number | null;
}

export function breakerWait(record: RunRecord, fault: FaultRun): BreakerWait {
  const link = record.plan.faults.find((planned) => planned.id === fault.id)?.link;
  const waits = record.plan.breakers.flatMap((breaker) =>
    breaker.link !== null && breaker.link === link && breaker.waitMs !== null ? [{ name: breaker.name, waitMs: breaker.waitMs }] : [],
  );
  if (waits.length === 0 || fault.removedAtMs === null) return { waitMs: null, residualMs: null };
  const removedMs = middle(fault.removedAtMs);
  const left = waits.map(({ name, waitMs }) => {
    const { answered, transitions } = breakerRun(record, name);
    if (!answered) return waitMs / 2;
    const before = transitions.filter(({ atMs }) => middle(atMs) <= removedMs);
    const last = [...Map.groupBy(before, ({ instance }) => instance).values()].map((own) => own.at(-1));
    return Math.max(0, ...last.map((move) => (move?.to === 'open' ? middle(move.atMs) + waitMs - removedMs : 0)));
  });
  return { waitMs: Math.max(...waits.map(({ waitMs }) => waitMs)), residualMs: Math.max(...left) };
}
