/**
 * Objectives: what must hold, in a small grammar (docs/objectives.md). The text is parsed once, when the plan is made;
 * the value below is plain data that plan, run (abort rules, the baseline gate) and analysis share.
 */

/** Over which time a measure is taken. */
export type During =
  | { readonly over: 'run' }
  | { readonly over: 'stage'; readonly name: string }
  | { readonly over: 'fault'; readonly name: string }
  /** From the confirmed removal of the fault to the end of the load. */
  | { readonly over: 'after'; readonly name: string };

export type Comparison = '<' | '<=' | '>' | '>=';

/**
 * Of which requests: null is all of them. A plain name is a route, or a journey where no route has that name; `route` and
 * `journey` say which is meant. In a plan only the names are left that need it: bindNames makes the others plain.
 */
export type Scope = string | null | { readonly route: string } | { readonly journey: string };

/** Share of a breaker's instances that must do it: 1 is all, 0 any one. Absent: what the objective says of itself. */
export type OnShare = number;

/** Durations in ms, shares 0..1, rates per second. `windowMs`: every window of this length within `during`; absent: all of it at once. */
export type Objective = { readonly text: string } & (
  | {
      readonly kind: 'percentile';
      readonly quantile: number;
      readonly of: Scope;
      readonly is: Comparison;
      readonly boundMs: number;
      readonly during: During;
      readonly windowMs?: number;
    }
  | {
      readonly kind: 'share';
      readonly measure: 'error rate' | 'availability' | 'degraded rate' | 'shed rate';
      readonly weight: 'request' | 'time';
      readonly of: Scope;
      readonly is: Comparison;
      readonly bound: number;
      readonly during: During;
      readonly windowMs?: number;
    }
  | {
      readonly kind: 'rate';
      readonly measure: 'goodput' | 'rate';
      readonly of: Scope;
      readonly is: Comparison;
      readonly perSecond: number;
      readonly during: During;
      readonly windowMs?: number;
    }
  | {
      readonly kind: 'breaker-moves';
      readonly breaker: string;
      readonly to: 'opens' | 'closes';
      readonly withinMs: number;
      readonly after: string;
      readonly onShare?: OnShare;
    }
  | { readonly kind: 'breaker-stays-closed'; readonly breaker: string; readonly during: During; readonly onShare?: OnShare }
  | {
      readonly kind: 'breaker-trips';
      readonly breaker: string;
      readonly atMost: number;
      readonly during: During;
      /** Absent: summed over the instances; else so many of them must each keep to it. */
      readonly onShare?: OnShare;
    }
  /** after: a fault's id, or `*` (everyFault): each fault of the plan. */
  | { readonly kind: 'recovers'; readonly of: Scope; readonly withinMs: number; readonly after: string }
  | { readonly kind: 'degrades'; readonly of: Scope; readonly forAtMostMs: number; readonly after: string }
  | { readonly kind: 'detects'; readonly withinMs: number; readonly after: string }
  /** alert: its name, in which `*` stands for anything (alert-pattern.ts). */
  | {
      readonly kind: 'alert-moves';
      readonly alert: string;
      readonly to: 'fires' | 'clears';
      readonly withinMs: number;
      readonly after: string;
    }
  | { readonly kind: 'alert-silent'; readonly alert: string; readonly during: During }
  | { readonly kind: 'probe-holds'; readonly probe: string; readonly during: During }
  /** Of the failures that an objective of `slo` (0.999) leaves to that many requests, at most this share happened. */
  | { readonly kind: 'budget'; readonly slo: number; readonly of: Scope; readonly atMost: number; readonly during: During }
  | { readonly kind: 'orders'; readonly not: 'lost' | 'duplicated' }
);

export type Measure = Extract<Objective, { kind: 'percentile' | 'share' | 'rate' }>;

/** What an abort rule watches: a measure, or something that is so or is not. */
export type AbortCondition =
  | Measure
  /** Not closed: half-open is on the way of a breaker that does not get well. */
  | { readonly kind: 'breaker-open'; readonly breaker: string; readonly onShare?: OnShare }
  | { readonly kind: 'probe-fails'; readonly probe: string }
  | { readonly kind: 'alert-fires'; readonly alert: string };
