/** How long good must last before it counts as recovered. */

/** One request through a half-open breaker and what follows from it. */
const probeMs = 1_000;

/** max(5 s, twice the breaker's wait and a probe): a breaker that opens again shows within that time. */
export function sustainMs(breakerWaitMs: number | null): number {
  return Math.max(5_000, breakerWaitMs === null ? 0 : 2 * breakerWaitMs + probeMs);
}
