/** What is kept of runs, made up; and nights that differ as nights do. */
import type { Fingerprint } from '../../src/events/fingerprint.ts';
import type { FaultSummary, RunSummary } from '../../src/events/run-summary.ts';
import { Random } from '../../src/run/random.ts';

export const fingerprint: Fingerprint = {
  cpu: 'AMD EPYC 7763 64-Core Processor',
  cores: 4,
  memoryBytes: 16_766_935_040,
  node: '24.21.0',
  platform: 'linux x64',
  targetVersion: null,
};

let runs = 0;

/** A run of one route that held; `run` and `at` go on from one to the next. */
export function summary(part: Partial<RunSummary> = {}): RunSummary {
  runs++;
  return {
    schema: 1,
    run: `run-${String(runs).padStart(5, '0')}`,
    at: new Date(Date.UTC(2026, 10, 1) + runs * 86_400_000).toISOString(),
    scenario: 'checkout',
    planHash: 'a'.repeat(64),
    fingerprint,
    seed: 1,
    exitCode: 0,
    rerunOf: null,
    requests: 10_000,
    errorRate: 0,
    goodputPerSecond: 100,
    degraded: 0,
    shed: 0,
    lostOrders: 0,
    cpuMicrosPerRequest: 200,
    routes: {},
    faults: {},
    breakers: {},
    ...part,
  };
}

/** A run whose one route has these times. */
export function timed(p95: number, p99 = p95 * 1.4, part: Partial<RunSummary> = {}): RunSummary {
  return summary({ routes: { checkout: { n: 5_000, p95, p99 } }, ...part });
}

/** A run whose fault was recovered from in so many ms; null: it was not, for 40 s. */
export function recovered(recoveryMs: number | null, part: Partial<FaultSummary> = {}): RunSummary {
  const fault = { recoveryMs, censoredAtMs: recoveryMs === null ? 40_000 : null, waitMs: null, resilienceLoss: null, ...part };
  return summary({ faults: { 'payments-slow': fault } });
}

export interface NightsModel {
  /** Standard deviation from run to run, as a share: what one moment, machine and neighbour do to all requests of a run. */
  readonly betweenRuns: number;
  readonly seed: number;
}

/** Of the logarithm of the times: requests scatter, and drift from second to second as a first-order autoregression. */
const scatter = 0.5;
const drift = 0.03;
const memory = 0.9;
const seconds = 60;
const requests = 6_000;

/**
 * Nights by that model: each call is one run, `slower` times as slow; 1 is as usual. Requests are not drawn one by one: a percentile of many is off
 * from the true one by a normal error, sqrt(q (1 - q) / n) over the density there.
 */
export function nightsBy({ betweenRuns, seed }: NightsModel): (slower?: number) => RunSummary {
  const random = new Random(seed).sequence('nights');
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return (slower = 1) => {
    let [away, drifted] = [drift * normal(), 0];
    for (let second = 0; second < seconds; second++) {
      away = memory * away + drift * Math.sqrt(1 - memory ** 2) * normal();
      drifted += away / seconds;
    }
    const level = Math.log(40 * slower) + betweenRuns * normal() + drifted;
    const at = (quantile: number, z: number): number => {
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      return Math.exp(level + scatter * (z + (normal() * Math.sqrt((quantile * (1 - quantile)) / requests)) / density));
    };
    return timed(at(0.95, 1.645), at(0.99, 2.326));
  };
}
