/**
 * Whether something plainly happened to a scope that can't be judged: with few requests there is no recovery time to be had, but
 * "never degraded" must not be said because the other routes were well.
 */
import { Histogram } from '../../events/histogram.ts';
import { wilsonLower, wilsonUpper } from '../../objectives/wilson.ts';
import type { JudgedSlots } from './judged.ts';
import { leaveLimitMs } from './reference.ts';
import type { Slot } from './slots.ts';

/** Slots [first, cleared) are those of the fault. */
export function isTroubled(judged: JudgedSlots, first: number, cleared: number, usable: (slot: Slot) => boolean): boolean {
  const before = { ms: 0, due: 0, failed: 0, times: new Histogram() };
  for (const [i, slot] of judged.slots.entries()) {
    if (slot.warmingUp || !usable(slot)) continue;
    before.ms += slot.toMs - slot.atMs;
    before.due += judged.sum('due', i, i + 1);
    before.failed += judged.sum('failed', i, i + 1);
    before.times.merge(judged.counts.timesAt(i));
  }
  const [due, failed] = [judged.sum('due', first, cleared), judged.sum('failed', first, cleared)];
  // Of a route that had no request before nothing is known: half of them failing is taken for trouble.
  const usual = before.due > 0 ? wilsonUpper(before.failed, before.due) : 0.5;
  if (failed > 0 && wilsonLower(failed, due) > usual) return true;
  if (isSlower(before.times, judged, first, cleared)) return true;
  const expected = before.ms > 0 ? (before.due / before.ms) * judged.sum('ms', first, cleared) : 0;
  return expected > 0 && due + 3 * Math.sqrt(expected) < expected;
}

/** Surely more of its answers than before took longer than the limit at which a scope that can be judged is bad. */
function isSlower(before: Histogram, judged: JudgedSlots, first: number, cleared: number): boolean {
  const p95Ms = before.quantileMs(0.95);
  if (p95Ms === null) return false;
  const limitMs = leaveLimitMs(p95Ms);
  let [timed, slow] = [0, 0];
  for (let i = first; i < cleared; i += 1) {
    const times = judged.counts.timesAt(i);
    timed += times.count;
    slow += times.countAbove(limitMs);
  }
  return slow > 0 && wilsonLower(slow, timed) > wilsonUpper(before.countAbove(limitMs), before.count);
}
