/**
 * What the judges ask of a run. The analysis answers from the whole log; nothing here knows how.
 * Whatever can't be known is a `Missing` with its reason, never a zero.
 */
import type { BreakerState, Interval } from '../events/event.ts';
import type { During } from './objective.ts';
import type { Tally } from './tally.ts';

export interface Missing {
  readonly missing: string;
}

export interface BreakerFacts {
  /** False: no source of it ever answered, so nothing is known. */
  readonly answered: boolean;
  /** Some of the time a source did not answer: what is absent may have been missed. */
  readonly gaps: boolean;
  /** Trips were read from a gauge: there may have been more. */
  readonly atLeast: boolean;
  readonly instances: readonly string[];
  /** In the order of time. */
  readonly transitions: readonly {
    readonly instance: string;
    readonly from: BreakerState;
    readonly to: BreakerState;
    readonly atMs: Interval;
  }[];
}

export interface FaultFacts {
  readonly injectedAtMs: Interval;
  readonly removedAtMs: Interval | null;
}

export interface RecoveryFacts {
  readonly scope: string;
  readonly status: 'recovered' | 'recovered-before-clear' | 'never-degraded' | 'relapsed' | 'censored' | 'insufficient-data';
  readonly recoveryMs: number | null;
  readonly censoredAtMs: number | null;
  readonly uncertaintyMs: number | null;
  /** From the first bad request to good again, or at least to the end of the watch. */
  readonly degradedForMs: number | null;
  readonly reason: string | null;
}

export interface Measures {
  readonly faults: readonly string[];
  /** The end of the load that was watched. */
  readonly endMs: number;
  /** `of`: a route or journey, or null for all requests. */
  tally(of: string | null, during: During): Tally | Missing;
  /** From when to when. */
  window(during: During): Interval | Missing;
  fault(id: string): FaultFacts | Missing;
  breaker(name: string): BreakerFacts;
  /** of null: the worst affected route. */
  recovery(fault: string, of: string | null): RecoveryFacts | Missing;
  orders(): { readonly lost: readonly string[]; readonly duplicated: readonly string[]; readonly settled: boolean } | Missing;
}

export interface Judgement {
  readonly verdict: 'held' | 'breached' | 'inconclusive';
  readonly actual: string | null;
  readonly wanted: string;
  readonly reason: string | null;
}

export function isMissing(answer: object): answer is Missing {
  return 'missing' in answer;
}

export function inconclusive(wanted: string, reason: string, actual: string | null = null): Judgement {
  return { verdict: 'inconclusive', actual, wanted, reason };
}
