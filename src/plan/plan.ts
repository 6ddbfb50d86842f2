/**
 * The plan: what will happen and when, as a plain value that is complete before anything is sent. It can be printed,
 * hashed, stored and read back; durations are milliseconds, rates are per second, shares are 0..1.
 * Headers and URLs may hold secrets: whatever leaves the process passes through redact.ts first.
 */
import type { ShapeSpec } from '../shapes/shape.ts';
import type { FaultSpec } from '../faults/fault.ts';
import type { Objective } from '../objectives/objective.ts';

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
  readonly breakers: readonly PlannedBreaker[];
  readonly objectives: readonly PlannedObjective[];
  readonly abort: readonly PlannedAbort[];
  readonly baseline: PlannedBaseline | null;
  readonly guard: { readonly maxRatePerSecond: number; readonly maxDurationMs: number };
  readonly reconcile: PlannedReconcile | null;
  readonly identity: { readonly url: string; readonly equals: Readonly<Record<string, unknown>> } | null;
  readonly allowHosts: readonly string[];
  readonly denyHosts: readonly string[];
  readonly business: { readonly revenuePerHour: number; readonly currency: string } | null;
  readonly environment: string | null;
  readonly seed: number;
  /** sha256, hex, over what makes two runs comparable: load, faults, target's identity; not seed, run id, ports, titles. */
  readonly hash: string;
  /** Where each value came from: key path -> `file:line`, `flag --rate`, `default`, `storefront resilient`. */
  readonly sources: Readonly<Record<string, string>>;
  /** What a person should know before it runs; shown by plan and run alike. */
  readonly warnings: readonly string[];
}

export type StorefrontVariant = 'fragile' | 'resilient';

export type PlannedTarget =
  | { readonly kind: 'url'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'storefront'; readonly variant: StorefrontVariant; readonly headers: Readonly<Record<string, string>> };

export interface PlannedLoad {
  readonly basePerSecond: number;
  readonly arrival: 'uniform' | 'poisson';
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly maxInFlight: number;
  readonly connections: 'shared' | 'per-journey' | { readonly maxRequests: number | null; readonly maxAgeMs: number | null };
  /** Threads that send; auto: one, or as many as the rate needs. */
  readonly workers: 'auto' | number;
  readonly stages: readonly PlannedStage[];
  readonly journeys: readonly PlannedJourney[];
  readonly totalMs: number;
  /** Journeys that will be started: the integral of the curve. */
  readonly arrivals: number;
}

export interface PlannedStage {
  readonly name: string;
  readonly startMs: number;
  readonly forMs: number;
  readonly shape: ShapeSpec;
  readonly arrivals: number;
}

export interface PlannedJourney {
  readonly name: string;
  readonly weight: number;
  readonly steps: readonly PlannedStep[];
}

/** Strings may hold `${...}` templates, filled per request; see run/load/template.ts for the functions. */
export interface PlannedStep {
  readonly route: string;
  readonly method: string;
  /** A path on the target, or a whole URL on an allowed host. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: null | { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'text'; readonly text: string };
  readonly expect: {
    /** null: any status below 400. */
    readonly status: readonly number[] | null;
    /** An ok answer that carries this header (with this value, where given) came from a fallback. */
    readonly degraded: { readonly header: string; readonly equals: string | null } | null;
  };
  /** variable -> JSONPath into the answer's body. */
  readonly capture: Readonly<Record<string, string>>;
  /** JSONPath to the id that this answer acknowledges, or null. */
  readonly acknowledge: string | null;
  readonly thinkMs: number;
}

export interface PlannedLink {
  readonly name: string;
  /** host:port; null with the storefront, which picks its ports when it starts. */
  readonly listen: string | null;
  readonly upstream: string | null;
  /** An existing proxy, by name, instead of listen and upstream. */
  readonly proxy: string | null;
  /** A Toxiproxy server of this link's own. */
  readonly toxiproxy: string | null;
}

export interface PlannedFault {
  readonly id: string;
  readonly link: string;
  readonly spec: FaultSpec;
  readonly atMs: number;
  readonly forMs: number;
  /** As the user wrote it: `peak + 20s`. */
  readonly at: string;
  /** Stages the window touches, by name. */
  readonly stages: readonly string[];
}

export interface PlannedBreaker {
  readonly name: string;
  /** `opossum`, `prometheus`, ... : a name on the breakers shelf. */
  readonly preset: string;
  readonly urls: readonly string[];
  readonly match: Readonly<Record<string, string>>;
  readonly link: string | null;
  /** The breaker's own wait before it half-opens, where known. */
  readonly waitMs: number | null;
}

export interface PlannedObjective {
  readonly objective: Objective;
  /** What must be there to judge it, in words: `268 checkouts after the fault, 5 s sustained`. */
  readonly needs: string;
  readonly provable: boolean;
  /** Why it can't be proven, where it can't. */
  readonly reason: string | null;
}

export interface PlannedAbort {
  readonly text: string;
  readonly measure: Objective;
  /** The condition must hold this long, over a sliding window of the same length. */
  readonly forMs: number;
}

export interface PlannedBaseline {
  readonly stage: string;
  readonly startMs: number;
  readonly endMs: number;
  /** False: shorter than 10 s, so it gates nothing. */
  readonly gates: boolean;
}

export interface PlannedReconcile {
  readonly url: string;
  readonly ids: string;
  readonly settleMs: number;
}
