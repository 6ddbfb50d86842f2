/**
 * For how long a request is on its way. One that was due shortly before a fault came may have been caught by it (a link that goes down cuts
 * what is on it, a pause holds it), so that how it ended says nothing of the time before: what was due that late is no reference, and not in
 * the watch of an earlier fault.
 */
import { Histogram } from '../../events/histogram.ts';
import type { ScopeCounts, Slot } from './slots.ts';

/** Of its ok answers. What takes longer is too rare to tell in a reference, and must not cost all of a short one. */
const mostOf = 0.99;

/** Milliseconds, from the slots that `faultFree` says are; 0 where nothing was answered. */
export function underwayMs(counts: ScopeCounts, slots: readonly Slot[], faultFree: (slot: Slot) => boolean): number {
  const times = new Histogram();
  for (const [i, slot] of slots.entries()) if (!slot.warmingUp && faultFree(slot)) times.merge(counts.okTimesAt(i));
  return times.quantileMs(mostOf) ?? 0;
}
