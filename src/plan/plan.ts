/**
 * The plan: what will happen and when, as a plain value that is complete before anything is sent. It can be printed,
 * hashed, stored and read back; durations are milliseconds, rates are per second, shares are 0..1.
 * Headers and URLs may hold secrets: whatever leaves the process passes through redact.ts first.
 */
import type { ShapeSpec } from '../shapes/shape.ts';
import type { FaultSpec } from '../faults/fault.ts';
import type { AbortCondition, Objective } from '../objectives/objective.ts';
import type { PlannedAuth, PlannedFeeder, PlannedJourney } from './planned-journey.ts';
import type { PlannedAlerts, PlannedBreaker, PlannedReconcile, PlannedSteadyProbe } from './planned-watch.ts';

export type * from './planned-journey.ts';
export type * from './planned-watch.ts';

export const planVersion = 1;

export interface Plan {
  readonly schema: typeof planVersion;
  readonly name: string;
  readonly title: string;
  readonly story: string;
  readonly target: PlannedTarget;
  readonly load: PlannedLoad;
  /** null: found by itself (binary on the PATH, else the embedded server). */
  readonly toxiproxy: string | null;
  readonly links: readonly PlannedLink[];
  readonly faults: readonly PlannedFault[];
  /** Programs that the run starts, in this order. Absent: none. */
  readonly processes?: readonly PlannedProcess[];
  readonly breakers: readonly PlannedBreaker[];
  /** Where the system's own alerts are read. Absent: nowhere. */
  readonly alerts?: PlannedAlerts;
  /** What is looked at all along. Absent: nothing. */
  readonly probes?: readonly PlannedSteadyProbe[];
  /** Faults are injected whatever the baseline and the probes before it say. Absent: they are not. */
  readonly gate?: 'off';
  readonly objectives: readonly PlannedObjective[];
  /** Absent in logs of earlier versions. */
  readonly faultNeeds?: readonly PlannedFaultNeeds[];
  readonly abort: readonly PlannedAbort[];
  readonly baseline: PlannedBaseline | null;
  readonly guard: { readonly maxRatePerSecond: number; readonly maxDurationMs: number; readonly maxLinksDown: number };
  readonly reconcile: PlannedReconcile | null;
  readonly identity: { readonly url: string; readonly equals: Readonly<Record<string, unknown>> } | null;
  readonly allowHosts: readonly string[];
  readonly denyHosts: readonly string[];
  readonly business: { readonly revenuePerHour: number; readonly currency: string } | null;
  readonly environment: string | null;
  readonly seed: number;
  /** sha256, hex, over what makes two runs comparable: load, faults, target's identity; not seed, run id, ports, titles. */
  readonly hash: string;
  /** Of the rules by which figures come from a log, as they stood when the plan was made; in the hash. Absent in earlier plans. */
  readonly analysisVersion?: number;
  /** Where each value came from: key path -> `file:line`, `flag --rate`, `default`, `storefront resilient`. */
  readonly sources: Readonly<Record<string, string>>;
  /** What a person should know before it runs; shown by plan and run alike. */
  readonly warnings: readonly string[];
}

export type StorefrontVariant = 'fragile' | 'resilient';

export type PlannedTarget =
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly tls: PlannedTls | null;
      /** Absent: none. A header once the environment is filled in. */
      readonly auth?: PlannedAuth;
      /** What kind of target this is: a label, or a JSONPath to it in the identity check's answer. Absent: none. Never secret. */
      readonly versionLabel?: string | { readonly json: string };
    }
  | { readonly kind: 'storefront'; readonly variant: StorefrontVariant; readonly headers: Readonly<Record<string, string>> };

/** Of an https target; files by absolute path, which `${env.NAME}` may begin. Their contents are never in a plan. */
export interface PlannedTls {
  /** Trusted in place of the usual authorities. */
  readonly ca: string | null;
  /** The client's certificate and its key: both or neither. */
  readonly cert: string | null;
  readonly key: string | null;
  /** Asked for and verified in place of the URL's host. */
  readonly servername: string | null;
  /** Nothing is verified. */
  readonly insecure: boolean;
}

/** `open`: arrivals come by the clock. `closed`: a number of users, each of whom waits for answers before going on. */
export type LoadModel = 'open' | 'closed';

export interface PlannedLoad {
  readonly model: LoadModel;
  /** What 1x means; null in a closed model. */
  readonly basePerSecond: number | null;
  /** Of a user, between two journeys; null in an open model. */
  readonly thinkMs: number | null;
  readonly arrival: 'uniform' | 'poisson';
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly maxInFlight: number;
  readonly connections: 'shared' | 'per-journey' | { readonly maxRequests: number | null; readonly maxAgeMs: number | null };
  /** Threads that send; auto: one, or as many as the rate needs. */
  readonly workers: 'auto' | number;
  /** How requests are marked for tracing; null: not at all. */
  readonly trace: PlannedTrace | null;
  readonly stages: readonly PlannedStage[];
  readonly journeys: readonly PlannedJourney[];
  /** Absent: none. */
  readonly feeders?: Readonly<Record<string, PlannedFeeder>>;
  readonly totalMs: number;
  /** Journeys that will be started: the integral of the curve; null in a closed model, where nobody knows. */
  readonly arrivals: number | null;
}

export interface PlannedTrace {
  /** The header that carries trace and span. */
  readonly header: string;
  /** The header that carries the run's id; null: none. */
  readonly baggage: string | null;
  /** Whether the target is asked to record them. */
  readonly sampled: boolean;
}

/** Of an open model it has a shape and its arrivals, of a closed model its users. */
export interface PlannedStage {
  readonly name: string;
  readonly startMs: number;
  readonly forMs: number;
  readonly shape: ShapeSpec | null;
  readonly users: number | null;
  readonly arrivals: number | null;
}

export interface PlannedLink {
  readonly name: string;
  /** host:port; null with the storefront, which picks its ports when it starts. */
  readonly listen: string | null;
  readonly upstream: string | null;
  /** An existing proxy, by name, instead of listen and upstream. */
  readonly proxy: string | null;
  /** host:port at which clients reach the proxy; null: where it listens. */
  readonly connect: string | null;
  /** What is spoken on it: the embedded server understands requests where it is http. */
  readonly protocol: 'tcp' | 'http';
  /** A Toxiproxy server of this link's own. */
  readonly toxiproxy: string | null;
  /** What the tool sends through the link itself; absent: a bare connect, where that shows anything. */
  readonly probe?: PlannedProbe;
  /** What the system counts of its calls on the link; absent: nothing that is read. */
  readonly metric?: PlannedLinkMetric;
}

export type PlannedProbe = 'off' | { readonly get: string } | { readonly send: string };

/** Series as Prometheus writes them. */
export interface PlannedLinkMetric {
  readonly url: string;
  readonly requests: string;
  readonly failures: string | null;
  readonly seconds: string | null;
}

export interface PlannedFault {
  readonly id: string;
  /** The link it acts on; of a fault that acts elsewhere, the link whose dependency it breaks, where the scenario names one. */
  readonly link: string | null;
  readonly spec: FaultSpec;
  readonly atMs: number;
  readonly forMs: number;
  /** As the user wrote it: `peak + 20s`. */
  readonly at: string;
  /** Stages the window touches, by name. */
  readonly stages: readonly string[];
  /** Of a repetition: how its removal is moved. Left out of the hash: repetitions are runs of one plan. Absent: not moved. */
  readonly dither?: PlannedDither;
}

/** A fault of a repetition is removed earlier than planned, by a share of the breaker's wait that differs between repetitions. */
export interface PlannedDither {
  readonly earlierMs: number;
  /** What `earlierMs` is spread over, from 0. */
  readonly overMs: number;
  /** Of the breaker on its link; null: none is known. */
  readonly waitMs: number | null;
}

export interface PlannedProcess {
  readonly name: string;
  readonly command: readonly string[];
  /** Absolute, or relative to where chaos is started. */
  readonly cwd: string;
  /** Besides those of chaos itself. */
  readonly env: Readonly<Record<string, string>>;
  /** null: it is ready when it lives. */
  readonly ready: { readonly url: string } | { readonly tcp: string } | { readonly log: string } | null;
  readonly timeoutMs: number;
}

/** What must be there to judge something, and whether the plan brings it. */
export interface PlannedNeeds {
  /** In words: `268 checkouts after the fault, 5 s sustained`. */
  readonly needs: string;
  /** What the plan brings of it. Absent in logs of earlier versions. */
  readonly given?: string;
  readonly provable: boolean;
  /** Why it can't be proven, where it can't. */
  readonly reason: string | null;
  /** What to change, in numbers: `make recovery last 34 s`; null: nothing, or nobody knows. Absent in logs of earlier versions. */
  readonly remedy?: string | null;
}

export interface PlannedObjective extends PlannedNeeds {
  readonly objective: Objective;
}

/** Of a fault, whatever the objectives ask: each thing that it takes to say what it did. */
export interface PlannedFaultNeeds extends PlannedNeeds {
  readonly fault: string;
  /** What it is for: to know the system before it, or to judge how it recovered. */
  readonly of: 'baseline' | 'recovery';
  /** Of a recovery: the routes of which it can be judged. */
  readonly routes?: readonly string[];
}

export interface PlannedAbort {
  readonly text: string;
  readonly condition: AbortCondition;
  /** The condition must hold this long: a measure over a sliding window of the same length. */
  readonly forMs: number;
  /** Nothing before counts: so long after the start of a stage, or (null) of the load. Absent: from the start of the load. */
  readonly from?: { readonly stage: string | null; readonly offsetMs: number };
}

export interface PlannedBaseline {
  readonly stage: string;
  readonly startMs: number;
  readonly endMs: number;
  /** False: shorter than 10 s, so it gates nothing. */
  readonly gates: boolean;
}
