/** What the time until recovery cost, and when an alert would have told of it. */
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

/** Budget of failures the alert guards: an availability of 99.9 %. */
const budget = 0.001;
/** Burning it 14.4 times too fast, over a long and a short window: the SRE Workbook's page alert (1 h and 5 min), scaled down 60 times. */
const burnRate = 14.4;
export const alertWindows = { longMs: 60_000, shortMs: 5_000 } as const;

/** When the alert would have begun to fire, at or after a time; null when it would not, or was firing already. */
export function alertAfter(judged: JudgedSlots, fromMs: number): number | null {
  const first = judged.firstAfter(fromMs);
  if (first > 0 && fires(judged, first)) return null;
  for (let end = first + 1; end <= judged.slots.length; end += 1) if (fires(judged, end)) return judged.slots[end - 1]!.toMs;
  return null;
}

/** Judged at the end of slot `end - 1`; a run younger than the long window is all there is of it. */
function fires(judged: JudgedSlots, end: number): boolean {
  const endMs = judged.slots[end - 1]!.toMs;
  const burns = (lengthMs: number): boolean => {
    const from = judged.firstAfter(endMs - lengthMs);
    const due = judged.sum('due', from, end);
    return due > 0 && judged.sum('failed', from, end) / due > burnRate * budget;
  };
  return burns(alertWindows.shortMs) && burns(alertWindows.longMs);
}
