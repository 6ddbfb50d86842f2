/** What the time until recovery cost. */
import type { JudgedSlots } from './judged.ts';

/**
 * Seconds of full service lost between two times: the sum of max(0, Q0 - Q(t)) dt, Q the share of ok requests, each
 * second counting the same however many requests it had (Bruneau et al., 2003, the resilience triangle).
 */
export function resilienceLoss(judged: JudgedSlots, fromMs: number, toMs: number, goodShare: number): number {
  let [lost, ms, due, failed] = [0, 0, 0, 0];
  const closeSecond = (): void => {
    if (due > 0) lost += (Math.max(0, goodShare - (1 - failed / due)) * ms) / 1_000;
    [ms, due, failed] = [0, 0, 0];
  };
  for (const [i, slot] of judged.slots.entries()) {
    const within = Math.min(slot.toMs, toMs) - Math.max(slot.atMs, fromMs);
    if (within <= 0) continue;
    ms += within;
    due += judged.sum('due', i, i + 1);
    failed += judged.sum('failed', i, i + 1);
    if (ms >= 1_000) closeSecond();
  }
  closeSecond();
  return lost;
}
