/**
 * How late requests are, as their target sees it. Nobody but the tool knows when it meant to send, so the ideal schedule
 * is laid through the arrivals, for all tools alike: request i is due at `start + i * period`. The period is the asked one
 * plus the slow drift (the median slope between the earliest arrivals of each second: a wrong rate is shown as a wrong
 * rate, and not as ever growing lateness), and the start is the latest one that makes no request early.
 */
import { median } from './statistics.ts';

export interface Schedule {
  /** On the scale of the stamps. */
  readonly startMs: number;
  readonly periodMs: number;
}

const noSchedule: Schedule = { startMs: 0, periodMs: 0 };

/** `stamps` ascend. */
export function fitSchedule(stamps: readonly number[], ratePerSecond: number): Schedule {
  if (stamps.length === 0) return noSchedule;
  const askedMs = 1_000 / ratePerSecond;
  // Of a tool that sent far too little, not even three stretches would be whole.
  const perSecond = Math.max(1, Math.min(Math.round(ratePerSecond), Math.floor(stamps.length / 3)));
  // Twice: under a drift the earliest of a second is always one of its first, and only without it any of them.
  const roughMs = askedMs + driftPerRequest(stamps, askedMs, perSecond);
  const periodMs = roughMs + driftPerRequest(stamps, roughMs, perSecond);
  let startMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < stamps.length; i += 1) startMs = Math.min(startMs, (stamps[i] as number) - i * periodMs);
  return { startMs, periodMs };
}

/** Milliseconds behind the schedule, ascending. */
export function latenessOf(stamps: readonly number[], { startMs, periodMs }: Schedule): number[] {
  return stamps.map((stamp, i) => stamp - startMs - i * periodMs).toSorted((a, b) => a - b);
}

/** How many came in each whole `binMs` from the start, the first and the last one left out: tools begin and end in their own ways. */
export function arrivalsPerBin(stamps: readonly number[], startMs: number, seconds: number, binMs = 100): number[] {
  const bins = Array.from({ length: Math.floor((seconds * 1_000) / binMs) }, () => 0);
  for (const stamp of stamps) {
    const bin = Math.floor((stamp - startMs) / binMs);
    if (bin in bins) bins[bin] = (bins[bin] as number) + 1;
  }
  return bins.slice(1, -1);
}

/** Milliseconds that each request is due later than the one before, beyond this period. */
function driftPerRequest(stamps: readonly number[], periodMs: number, perSecond: number): number {
  const earliest: { i: number; behindMs: number }[] = [];
  // A last stretch that is not whole would weigh as much as one that is.
  for (let from = 0; from + perSecond <= stamps.length; from += perSecond) {
    let best = { i: from, behindMs: Number.POSITIVE_INFINITY };
    for (let i = from; i < from + perSecond; i += 1) {
      const behindMs = (stamps[i] as number) - i * periodMs;
      if (behindMs < best.behindMs) best = { i, behindMs };
    }
    earliest.push(best);
  }
  const slopes = earliest.flatMap((one, n) => earliest.slice(n + 1).map((two) => (two.behindMs - one.behindMs) / (two.i - one.i)));
  return median(slopes) ?? 0;
}
