/** What the log has of a link before, during and after a fault on it. */
import type { Event } from '../../events/event.ts';
import type { FaultRun } from '../run-record.ts';

/** How far before the injection a look still says how it was before. */
const beforeMs = 15_000;

export interface Window<T> {
  readonly before: readonly T[];
  readonly during: readonly T[];
  readonly after: readonly T[];
}

/** By the time of the event, which is when a look was over; those that were under way at the injection or the removal are left out. */
export function around<T extends Event>(events: readonly T[], fault: FaultRun, tookMs: (event: T) => number = () => 0): Window<T> {
  const [sentMs, confirmedMs] = fault.injectedAtMs;
  const [removingMs, removedMs] = fault.removedAtMs ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const begunMs = (event: T): number => event.tMs - tookMs(event);
  return {
    before: events.filter((event) => begunMs(event) >= sentMs - beforeMs && event.tMs <= sentMs),
    during: events.filter((event) => begunMs(event) >= confirmedMs && begunMs(event) < removingMs),
    after: events.filter((event) => begunMs(event) >= removedMs),
  };
}
