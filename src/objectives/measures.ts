/**
 * What the judges ask of a run. The analysis answers from the whole log; nothing here knows how.
 * Whatever can't be known is a `Missing` with its reason, never a zero.
 */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Interval } from '../events/event.ts';
import type { During, Scope } from './objective.ts';
import type { Tally } from './tally.ts';

export interface Missing {
  readonly missing: string;
}

export interface BreakerFacts {
  /** False: no source of it ever answered, so nothing is known. */
  readonly answered: boolean;
  /** When an instance did not answer: what is absent then may have been missed. Of one that never did: all the time. */
  readonly silences: readonly {
    readonly instance: string;
    readonly atMs: Interval;
    /** Where it is no mere silence. */ readonly why?: string;
  }[];
  /** Trips were read from a gauge: there may have been more. */
  readonly atLeast: boolean;
  /** What it is known by where that is not its own source, graded: `B upstream silent`. Absent: reported by the breaker itself, or not known at all. */
  readonly inferred?: string;
  /** Inferred from what does not tell its instances apart: that one moved is all that can be said. */
  readonly anyInstance?: boolean;
  /** Why nothing is known of it, where it is not that no source answered. */
  readonly unknownWhy?: string;
  /** All of its sources name, those that never answered included. */
  readonly instances: readonly string[];
  /** Those that were open, or half-open, when they were first seen. Absent: none. */
  readonly openAtFirst?: readonly string[];
  /** Those of which nobody knows whether they were open then: their counts do not tell. Absent: none. */
  readonly unknownAtFirst?: readonly string[];
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

/** Of one route, of one journey as a whole, or of everything. */
export interface RecoveryFacts {
  /** In words: `checkout`, `journey buy`. */
  readonly scope: string;
  readonly status: 'recovered' | 'recovered-before-clear' | 'never-degraded' | 'relapsed' | 'censored' | 'insufficient-data';
  readonly recoveryMs: number | null;
  readonly censoredAtMs: number | null;
  readonly uncertaintyMs: number | null;
  /** From the first bad request to good again; at least, where that is not known: to the end of the watch, or until it was last surely bad. */
  readonly degradedForMs: number | null;
  readonly reason: string | null;
}

/** What the user's alerts did, of all that match a pattern. */
export interface AlertFacts {
  /** False: no source of alerts ever answered, so nothing is known. */
  readonly answered: boolean;
  /** When its source did not answer: what is absent then may have been missed. */
  readonly gaps: readonly Interval[];
  /** In the order of time; the same alert may fire several times at once, with other labels. */
  readonly firings: readonly { readonly alert: string; readonly atMs: Interval; readonly clearedAtMs: Interval | null }[];
}

export interface ProbeFacts {
  /** False: it was never looked at. */
  readonly answered: boolean;
  /** In the order of time. */
  readonly looks: readonly { readonly tMs: number; readonly ok: boolean; readonly detail: string }[];
}

/** When a fault was noticed by what watches the system. */
export interface DetectionFacts {
  /** `emulated`: there is no source of alerts, so burn rates of the run's own counts stand in for them. */
  readonly how: 'alerts' | 'emulated';
  /** From t = 0; null: not noticed while it was watched. */
  readonly atMs: Interval | null;
  /** What noticed it, in words: the alert's name, or the windows of the burn rate. */
  readonly what: string;
}

/** A stretch of the run and what was counted in it. The tally is the same object each time: read it before going on. */
export interface TallyWindow {
  readonly fromMs: number;
  readonly tally: Tally;
}

export interface Measures {
  readonly faults: readonly string[];
  /** The load of an open model does not wait for answers: only then does a number of requests stand for a time. */
  readonly openLoad: boolean;
  /** The end of the load that was watched. */
  readonly endMs: number;
  tally(of: Scope, during: During): Tally | Missing;
  /** Every window of that length that lies within, in steps of the log's bins (200 ms). */
  windows(of: Scope, during: During, windowMs: number): Iterable<TallyWindow> | Missing;
  /** From when to when. */
  window(during: During): Interval | Missing;
  fault(id: string): FaultFacts | Missing;
  breaker(name: string): BreakerFacts;
  /** Of everything that the scope holds (null: all that was sent), the worst affected first; at least one. */
  recovery(fault: string, of: Scope): readonly RecoveryFacts[] | Missing;
  /** Of all alerts whose name matches (alert-pattern.ts). */
  alert(pattern: string): AlertFacts | Missing;
  probe(name: string): ProbeFacts | Missing;
  detection(fault: string): DetectionFacts | Missing;
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
