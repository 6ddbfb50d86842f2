import type { Measured } from '../../../bench/load/measure.ts';

/** A measurement with plain figures, but for those that a test is about. */
export function measuredAs(what: Partial<Omit<Measured, 'told'>> & { readonly told?: Partial<Measured['told']> }): Measured {
  const told = {
    requests: 1_000,
    failed: 0,
    dropped: null,
    p90Ms: 1,
    p95Ms: 2,
    p99Ms: 3,
    sendLatenessMs: null,
    threads: null,
    ...what.told,
  };
  return {
    requests: 1_000,
    connections: 50,
    requestsPerSecond: 100,
    rateError: 0,
    latenessMs: { p50: 0.5, p99: 1 },
    per100Ms: { least: 99, most: 101 },
    cpuMicrosPerRequest: 50,
    cpuShare: 0.1,
    cpuSeconds: 1,
    peakBytes: 100 * 2 ** 20,
    during: null,
    ...what,
    told,
  };
}
