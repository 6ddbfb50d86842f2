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

/** of: a route or journey by name, or null for all requests. Durations in ms, shares 0..1, rates per second. */
export type Objective = { readonly text: string } & (
  | {
      readonly kind: 'percentile';
      readonly quantile: number;
      readonly of: string | null;
      readonly is: Comparison;
      readonly boundMs: number;
      readonly during: During;
    }
  | {
      readonly kind: 'share';
      readonly measure: 'error rate' | 'availability' | 'degraded rate' | 'shed rate';
      readonly weight: 'request' | 'time';
      readonly of: string | null;
      readonly is: Comparison;
      readonly bound: number;
      readonly during: During;
    }
  | {
      readonly kind: 'rate';
      readonly measure: 'goodput' | 'rate';
      readonly of: string | null;
      readonly is: Comparison;
      readonly perSecond: number;
      readonly during: During;
    }
  | {
      readonly kind: 'breaker-moves';
      readonly breaker: string;
      readonly to: 'opens' | 'closes';
      readonly withinMs: number;
      readonly after: string;
      /** Share of the breaker's instances that must have moved; absent: any one. */ readonly onShare?: number;
    }
  | { readonly kind: 'breaker-stays-closed'; readonly breaker: string; readonly during: During }
  | { readonly kind: 'breaker-trips'; readonly breaker: string; readonly atMost: number; readonly during: During }
  /** after: a fault's id, or `*` (everyFault): each fault of the plan. */
  | { readonly kind: 'recovers'; readonly of: string | null; readonly withinMs: number; readonly after: string }
  | { readonly kind: 'degrades'; readonly of: string | null; readonly forAtMostMs: number; readonly after: string }
  | { readonly kind: 'orders'; readonly not: 'lost' | 'duplicated' }
);
