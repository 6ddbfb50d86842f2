/** When an alert would have told: emulated from how fast the failures burn an error budget. */
import type { JudgedSlots } from './judged.ts';

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
