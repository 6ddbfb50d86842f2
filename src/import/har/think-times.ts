/** The pauses in which a visitor read and thought: time in which nothing of the recording was under way. */
import type { HarEntry } from './har-schema.ts';

/** Milliseconds; an unreadable time sorts first. */
export function startOf({ startedDateTime }: HarEntry): number {
  // oxlint-disable-next-line no-restricted-globals -- a recorded time is read; no clock is asked
  const ms = Date.parse(startedDateTime);
  return Number.isFinite(ms) ? ms : 0;
}

function endOf(entry: HarEntry): number {
  return startOf(entry) + Math.max(0, entry.time ?? 0);
}

/**
 * For each kept entry the pause between it and the next kept one, in ms: from the end of whatever was still loading, kept or
 * not, to the next request. Rounded as a person would say it, and at most `maxMs`. Both lists in order of their starts.
 */
export function thinkBetween(all: readonly HarEntry[], kept: readonly HarEntry[], maxMs: number): number[] {
  const isKept = new Set(kept);
  const pauses = new Map<HarEntry, number>();
  let busyUntil = Number.NEGATIVE_INFINITY;
  let sinceKept = 0;
  for (const entry of all) {
    const pause = busyUntil === Number.NEGATIVE_INFINITY ? 0 : Math.max(0, startOf(entry) - busyUntil);
    sinceKept += pause;
    busyUntil = Math.max(busyUntil, endOf(entry));
    if (!isKept.has(entry)) continue;
    pauses.set(entry, sinceKept);
    sinceKept = 0;
  }
  return kept.map((_, index) => {
    const next = kept[index + 1];
    return next === undefined ? 0 : Math.min(maxMs, rounded(pauses.get(next) ?? 0));
  });
}

/** Under 100 ms a browser was busy with itself. */
function rounded(ms: number): number {
  if (ms < 100) return 0;
  return ms < 1_000 ? Math.round(ms / 100) * 100 : Math.round(ms / 500) * 500;
}
