import { formatMs } from '../units.ts';

/** A moment of the run. */
export function clock(ms: number): string {
  return ms === 0 ? '0 s' : formatMs(ms);
}
