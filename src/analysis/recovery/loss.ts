/** What an outage cost in service, weighted by time: how much, how deep, how steep the way back. */
import type { Second } from './service.ts';

const lengthOf = ({ fromMs, toMs }: Second): number => toMs - fromMs;

/**
 * Seconds of full service lost: the sum of max(0, usual - served) dt (Bruneau et al., 2003, the resilience triangle).
 * `usual`: the share of ok requests in fault-free time. A second of which nothing is known lost nothing.
 */
export function resilienceLoss(seconds: readonly Second[], usual: number): number {
  return seconds.reduce((lost, second) => lost + (Math.max(0, usual - (second.served ?? usual)) * lengthOf(second)) / 1_000, 0);
}

/** 1 - lost / (usual * time): 1 nothing was lost, 0 nothing was served. null without any time. */
export function resilience(seconds: readonly Second[], usual: number): number | null {
  const full = (usual * seconds.reduce((sum, second) => sum + lengthOf(second), 0)) / 1_000;
  return full > 0 ? Math.max(0, 1 - resilienceLoss(seconds, usual) / full) : null;
}

/** The share that was not served, each second counting the same. null where nothing is known of any. */
export function failedByTime(seconds: readonly Second[]): number | null {
  const known = seconds.filter(({ served }) => served !== null);
  const all = known.reduce((sum, second) => sum + lengthOf(second), 0);
  return all > 0 ? known.reduce((sum, second) => sum + (1 - (second.served as number)) * lengthOf(second), 0) / all : null;
}

/** How much was served in the worst tenth of the seconds: their 10th percentile, nearest rank. One second alone may be an accident. */
export function depth(seconds: readonly Second[]): number | null {
  const served = seconds.flatMap((second) => (second.served === null ? [] : [second.served])).toSorted((a, b) => a - b);
  return served[Math.max(0, Math.ceil(0.1 * served.length) - 1)] ?? null;
}

/** Share of service regained a second, from the end of the last second that deep until it was good again. null where it was good at once. */
export function rapidity(seconds: readonly Second[], usual: number, goodMs: number): number | null {
  const lowest = depth(seconds);
  if (lowest === null || lowest >= usual) return null;
  const bottom = seconds.findLast(({ served }) => served !== null && served <= lowest)!;
  if (goodMs <= bottom.toMs) return null;
  return (usual - lowest) / ((goodMs - bottom.toMs) / 1_000);
}

/** Milliseconds of the seconds in which a tenth of the service or more was lost. */
export function lostTenthMs(seconds: readonly Second[], usual: number): number {
  return seconds.filter(({ served }) => served !== null && served < usual - 0.1).reduce((sum, second) => sum + lengthOf(second), 0);
}
