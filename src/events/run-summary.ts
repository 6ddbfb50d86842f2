/**
 * What is kept of a run to hold other runs against it: a few numbers, in a line of a history or in a baseline's file. A value that is not known is
 * null. The log of a run holds those it was judged against, so that its report can be made again without them.
 */
import type { Fingerprint } from './fingerprint.ts';

export interface RunSummary {
  readonly schema: 1;
  readonly run: string;
  /** Wall clock of t = 0, UTC. */
  readonly at: string;
  readonly scenario: string;
  readonly planHash: string;
  readonly fingerprint: Fingerprint | null;
  readonly seed: number;
  readonly exitCode: number;
  /** The run whose regression this one was to confirm; null: it is no re-run. */
  readonly rerunOf: string | null;
  /** Intended and not cancelled. */
  readonly requests: number;
  /** Mean of the seconds' error rates, 0..1. */
  readonly errorRate: number | null;
  readonly goodputPerSecond: number | null;
  /** Shares of the requests, 0..1. */
  readonly degraded: number | null;
  readonly shed: number | null;
  readonly lostOrders: number | null;
  readonly cpuMicrosPerRequest: number | null;
  readonly routes: Readonly<Record<string, RouteSummary>>;
  readonly faults: Readonly<Record<string, FaultSummary>>;
  /** Trips; null: its source did not answer. */
  readonly breakers: Readonly<Record<string, number | null>>;
}

/** The times are of ok requests, from the intended send, ms; `n`: how many. */
export interface RouteSummary {
  /** Intended and not cancelled. Absent in summaries of earlier versions, as is the rate. */
  readonly due?: number | undefined;
  /** By request, 0..1. */
  readonly errorRate?: number | null | undefined;
  readonly n: number;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Of the worst route. */
export interface FaultSummary {
  /** 0: it never degraded, or was good again before the fault went; null: not known, or not recovered. */
  readonly recoveryMs: number | null;
  /** How long it was seen not to recover for good; null: it recovered, or nothing is known. */
  readonly censoredAtMs: number | null;
  /** Of the breaker on its link, before it tries again; null: not known. */
  readonly waitMs: number | null;
  /** Seconds of full service. */
  readonly resilienceLoss: number | null;
}
