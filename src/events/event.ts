/**
 * The waist of the program: what a run writes and everything downstream reads. Versioned and append-only.
 * All times are milliseconds from t = 0, the planned start of the first stage; what came before is negative.
 */
import type { BreakerState } from './breaker-state.ts';
import type { Plan } from '../plan/plan.ts';
import type { ControlRun } from './control.ts';
import type { FaultEvent } from './fault-event.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { GeneratorEvent } from './generator-event.ts';
import type { SparseHistogram } from './histogram.ts';
import type { LinkEvent } from './link-event.ts';
import type { Reference } from './reference.ts';
import type { WatchCost } from './watch-cost.ts';

/** 2: `load` and `generator` stand compactly in the file. Version 1 is read as it was. */
export const logVersion = 2;
export const oldestLogVersion = 1;

export const outcomes = ['ok', 'httpError', 'timeout', 'connectError', 'reset', 'protocolError', 'dropped', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

/** Counts by outcome; an absent outcome is 0. */
export type OutcomeCounts = Partial<Record<Outcome, number>>;

/** An instant that is known only to lie between two: a call's [sent, confirmed], a breaker's [last seen before, first seen after]. */
export type Interval = readonly [number, number];

/**
 * Increments for the requests whose intended time lies in [atMs, atMs + 50) and in stage number `stage`
 * (bins are cut at stage boundaries: then atMs is the boundary). The same bin may come again in later lines; readers add up.
 */
export interface LoadBin {
  readonly atMs: number;
  readonly stage: number;
  readonly intended: number;
  readonly outcomes: OutcomeCounts;
  /**
   * Service times of the http-errors, to an eighth of their power of two. Only where a breaker is watched and something failed; absent
   * in logs of earlier versions.
   */
  readonly errorTimes?: SparseHistogram;
  /** By breaker, answers that bear a signature of it. Absent where none does, and in logs of earlier versions. */
  readonly signed?: Readonly<Record<string, number>>;
}

/** As LoadBin, per route and 200 ms, with what the percentiles are made of. Histograms are of microseconds. */
export interface RouteBin {
  readonly atMs: number;
  readonly stage: number;
  readonly route: string;
  readonly intended: number;
  readonly outcomes: OutcomeCounts;
  /** ok, but answered by a fallback. */
  readonly degraded: number;
  /** http-error that was a 429, or a 503 with Retry-After. */
  readonly shed: number;
  /** Response time (from the intended send) of the ok ones. */
  readonly okTimes: SparseHistogram;
  /** Response time of the ones that were sent and ended in another way, until they failed. */
  readonly failedTimes: SparseHistogram;
  /** Service time (from the actual send) of all that were sent and ended. */
  readonly serviceTimes: SparseHistogram;
  /** Redirects followed within these requests; absent: 0. */
  readonly redirects?: number;
}

/**
 * Increments for the journeys whose first request is intended in [atMs, atMs + 10 000) and in stage number `stage`, cut as above.
 * Only where a journey has more than one step; started = completed + failed + cancelled when all have ended.
 */
export interface JourneyBin {
  readonly atMs: number;
  readonly stage: number;
  readonly journey: string;
  readonly started: number;
  /** Every step ended ok. */
  readonly completed: number;
  /** [index of the step that did not end ok, count, ...] with ascending indexes. */
  readonly failedAt: readonly number[];
  /** The run was stopped while they were under way. */
  readonly cancelled: number;
  /** Of the completed ones, from the first intended time to the last answer, pauses included. Microseconds. */
  readonly times: SparseHistogram;
}

/** Requests that did not end ok, grouped by cause; increments. */
export interface ErrorCount {
  readonly route: string;
  readonly stage: number;
  readonly outcome: Outcome;
  /** `status 503`, `ECONNREFUSED`, `no answer within 5 s`, `in-flight limit`: what a person would search for. */
  readonly cause: string;
  readonly count: number;
  /** Intended times. */
  readonly firstMs: number;
  /** Not in logs of version 0.1.0. */
  readonly lastMs?: number;
}

/** One request as an example of its route, outcome and stage; what is secret in it is blackened. */
export interface RequestSample {
  readonly route: string;
  readonly stage: number;
  readonly outcome: Outcome;
  /** As in ErrorCount; null: ok. */
  readonly cause: string | null;
  readonly intendedMs: number;
  /** null: it was never sent. */
  readonly sentMs: number | null;
  /** From the intended send, until it ended in whatever way; null: dropped or cancelled. */
  readonly responseMs: number | null;
  /** From the actual send. */
  readonly serviceMs: number | null;
  readonly method: string | null;
  /** As it was sent, the last of them where redirects were followed. */
  readonly path: string | null;
  /** How many were followed before it; absent: none. */
  readonly redirects?: number;
  /** null: no answer had begun. An answer that was cut off has one. */
  readonly status: number | null;
  /** Of the answer, in its order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: SampleBody | null;
  /** null: it carried no traceparent. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly connection: 'new' | 'reused' | null;
}

export interface SampleBody {
  /** How many came. */
  readonly bytes: number;
  readonly type: string | null;
  /** The first 2 KiB; null for what is no text. */
  readonly text: string | null;
  /** Whether the text is all of it. */
  readonly whole: boolean;
}

/** A reported by the breaker itself, B upstream silence, C response signature, D latency collapse. */
export type EvidenceGrade = 'A' | 'B' | 'C' | 'D';

/** Which of several runs of one scenario in one job a run is. */
export interface AttemptMark {
  /** What they have in common: the name of the folder that holds their summary. */
  readonly group: string;
  readonly role: 'repeat' | 'control' | 're-run';
  /** From 1, among those of its role. */
  readonly number: number;
  /** null: nobody knew beforehand. */
  readonly of: number | null;
}

/** What happened, without the time; `Event` adds it. */
export type EventBody =
  | {
      type: 'opened';
      version: number;
      runId: string;
      tool: { name: string; version: string; node: string; platform: string };
      openedAt: string;
      plan: Plan;
      /** Absent in logs of earlier versions. */
      fingerprint?: Fingerprint;
      /** Absent where it is the only one, and in logs of earlier versions. */
      attempt?: AttemptMark;
    }
  /** What the run is held against. */
  | { type: 'reference'; reference: Reference }
  | { type: 'control'; control: ControlRun }
  | { type: 'started'; startedAt: string }
  | { type: 'stage'; index: number; name: string; forMs: number }
  | { type: 'load'; bins: LoadBin[]; routes: RouteBin[]; errors: ErrorCount[]; journeys?: JourneyBin[] }
  /** One of the first of its cause, or one of the slowest; another worker's may be earlier or slower. */
  | { type: 'sample'; kept: 'first' | 'slowest'; sample: RequestSample }
  | { type: 'samples-left-out'; count: number }
  | GeneratorEvent
  | {
      type: 'preflight';
      check: string;
      ok: boolean;
      detail: string;
      /** The target's version label, where it is read in this answer; absent elsewhere, and in logs of earlier versions. */
      version?: string;
    }
  | FaultEvent
  | LinkEvent
  | {
      type: 'breaker';
      breaker: string;
      instance: string;
      from: BreakerState;
      to: BreakerState;
      atMs: Interval;
      evidence: EvidenceGrade;
      atLeast: boolean;
    }
  | {
      type: 'breaker-source';
      breaker: string;
      instance: string;
      answering: boolean;
      seen: boolean;
      detail: string;
      /**
       * Its state at the first look; null: what the source shows does not tell, and it is said again once that is known. In logs of
       * earlier versions null also where only counts are shown. Absent in still earlier ones, and where there is no news of it.
       */
      state?: BreakerState | null;
      /** Why nothing that was read there can be believed, in this run: several processes answered in turn. Absent: nothing speaks against it. */
      unusable?: string;
      /** Why there may have been more transitions than were seen. Absent: nothing speaks for that. */
      missed?: string;
      /** The breakers that it shows, where this one is not among them. Absent in logs of earlier versions, and where it shows none. */
      there?: readonly string[];
      /** The instance has left: it is looked at no more. */
      gone?: true;
      /**
       * When its last answer was asked for: what it did since is not known. Of a source that ceases to answer, or leaves; of one that
       * answers, told at the end of the watch where that was before it. Absent in logs of earlier versions, and where it never answered.
       */
      knownToMs?: number;
    }
  | ({ type: 'breaker-cost' } & WatchCost)
  /** One of the system's own alerts begins or ends to fire, as its source shows it. */
  | {
      type: 'alert';
      /** Its name. */
      alert: string;
      /** The same for the same labels. */
      id: string;
      /** `suppressed`: it fires, and nobody is told, because it is silenced, inhibited or muted. */
      state: 'firing' | 'suppressed' | 'resolved';
      /** [the last look without it, the first with it]. */
      atMs: Interval;
      /** It was so before t = 0, since whenever. Absent: no. */
      already?: boolean;
      /** What its source says of its beginning, by the source's or the sender's own clock. Absent: nothing. */
      startedAt?: string;
      labels: Record<string, string>;
    }
  | {
      type: 'alert-source';
      source: string;
      answering: boolean;
      detail: string;
      /** Of one that ceases to answer: when its last answer was asked for. Absent in logs of earlier versions, and where it never answered. */
      knownToMs?: number;
    }
  /** A look at a probe: the first, one with another outcome than the one before, or, now and then, one like it. */
  | {
      type: 'probe';
      probe: string;
      ok: boolean;
      /** How long the look took. */
      ms: number;
      /** Why it does not hold, or what was seen. */
      detail: string;
      /** When the looks between the event before and this one ended; all were like the event before. Absent: there were none. */
      alikeAtMs?: readonly number[];
    }
  /** `heeded` false: faults came all the same, because the gate was switched off; absent: true. */
  | { type: 'gate'; ok: boolean; reason: string; heeded?: boolean }
  | { type: 'command'; command: string; from: string; detail: string }
  | { type: 'note'; text: string }
  | { type: 'abort'; rule: string; reason: string }
  | { type: 'signal'; signal: string }
  | { type: 'trouble'; what: string; detail: string }
  | {
      type: 'reconciled';
      acknowledged: number;
      persisted: number;
      lost: string[];
      duplicated: string[];
      unacknowledged: number;
      /** Missing in the first read, there later; how long after the acknowledgement. Absent in logs of earlier versions. */
      late?: readonly { readonly id: string; readonly lagMs: Interval }[];
      reads: number;
      /** From the first read's begin to the last one's end; absent in logs of earlier versions. */
      readMs?: Interval;
      settled: boolean;
    }
  | { type: 'reconcile-failed'; reason: string }
  | { type: 'undo'; what: string; ok: boolean; detail: string }
  | { type: 'rolled-back'; complete: boolean; left: string[]; ms: number }
  | { type: 'ended'; why: 'completed' | 'aborted' | 'interrupted' | 'gate' | 'failed'; detail: string };

export type Event = EventBody & { readonly tMs: number };
export type EventOf<T extends EventBody['type']> = Extract<Event, { type: T }>;

/** How a room hands an event to the log: the time is stamped by the log unless given. */
export type Emit = (event: EventBody, tMs?: number) => void;
