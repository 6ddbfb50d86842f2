/** Other faults on the same link, or on the dependency behind it: what shows while one of them is in may be its doing. */
import type { Interval } from '../../events/event.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';

/** Those that act elsewhere and name the link too; none for a fault that names no link. */
export function rivalsOf(record: RunRecord, planned: PlannedFault, fault: FaultRun): readonly FaultRun[] {
  if (planned.link === null) return [];
  const there = new Set(record.plan.faults.filter(({ link }) => link === planned.link).map(({ id }) => id));
  return record.faults.filter((other) => other.id !== fault.id && there.has(other.id));
}

/** Whether a fault was in at some time of it, its injection and its removal included. */
export function wasIn({ injectedAtMs, removedAtMs }: FaultRun, [fromMs, toMs]: Interval): boolean {
  return toMs >= injectedAtMs[0] && fromMs <= (removedAtMs?.[1] ?? Number.POSITIVE_INFINITY);
}
