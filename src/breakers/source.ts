/** How a breaker shows itself: an adapter and its settings, as a plain value that stands in the plan. */
import type { BreakerState } from '../events/breaker-state.ts';

export type BreakerSource = PrometheusSource | JsonSource | HaproxySource | LogSource | InferredSource;

export type AdapterName = BreakerSource['adapter'];

export type Labels = Readonly<Record<string, string>>;

/** What a value means; `*` is any other. A value that is not in it says nothing. */
export type StateValues = Readonly<Record<string, BreakerState>>;

/** A Prometheus exposition, polled. */
export interface PrometheusSource {
  readonly adapter: 'prometheus';
  /** The labels that name a breaker, together. */
  readonly nameLabels: readonly string[];
  readonly state: StateSeries | null;
  /** Monotonic counters, each the sum of its series; empty: not counted. */
  readonly opened: readonly CounterSeries[];
  readonly halfOpened: readonly CounterSeries[];
  readonly closed: readonly CounterSeries[];
  readonly rejected: readonly CounterSeries[];
  /** Calls that were let through: tells what came last where the counters of transitions do not. */
  readonly passed: readonly CounterSeries[];
}

export interface CounterSeries {
  /** Its name; `*` stands for any characters. */
  readonly metric: string;
  readonly labels: Labels;
}

export interface StateSeries extends CounterSeries {
  /** The label that names the state, in the series whose value is 1; null: the value is the state. */
  readonly label: string | null;
  readonly values: StateValues;
}

/**
 * A JSON document, polled (`json`), or one in every frame of a stream of server-sent events (`sse`). Paths are RFC 9535; those of a
 * breaker begin at it, and of several the first that leads to something holds.
 */
export interface JsonSource {
  readonly adapter: 'json' | 'sse';
  /** To the breakers, each a node. */
  readonly paths: readonly string[];
  /** From a breaker to its name; null: the key it stands under. */
  readonly name: string | null;
  /** The first that says something holds. */
  readonly state: readonly { readonly path: string; readonly values: StateValues }[];
  readonly opened: string | null;
  readonly halfOpened: string | null;
  readonly closed: string | null;
  readonly rejected: string | null;
  /** `rejected` is a sum over a sliding window, or begins anew with each state. */
  readonly rejectedSlides: boolean;
  /** To its own wait before it tries again, in milliseconds. */
  readonly waitMs: string | null;
  /** Nodes are events instead of breakers; null: they are breakers. */
  readonly events: JsonEvents | null;
}

/** Events, of which some are transitions. */
export interface JsonEvents {
  /** From an event to what moved. */
  readonly move: string;
  readonly moves: Readonly<Record<string, { readonly from: BreakerState; readonly to: BreakerState }>>;
  /** From an event to its time: ISO 8601, or milliseconds since 1970. */
  readonly at: string;
  /** From an event to its kind, and the kind that only an open breaker has; null: none is known. */
  readonly rejected: { readonly path: string; readonly value: string } | null;
}

/** HAProxy's statistics as CSV, polled. */
export interface HaproxySource {
  readonly adapter: 'haproxy';
}

/** Lines of text. Patterns are regular expressions; a group `breaker` names the breaker, a group `time` says when. */
export interface LogSource {
  readonly adapter: 'log';
  readonly opened: string;
  readonly halfOpened: string | null;
  readonly closed: string | null;
}

/** Nothing is read: what the link, the answers and their times show. */
export interface InferredSource {
  readonly adapter: 'inferred';
}
