/**
 * A preset knows how one kind of circuit breaker shows itself in a Prometheus exposition. Pure: text in, reading out.
 * Fetching and comparing readings over time is done by src/run/observe/breakers.ts and track.ts.
 */
import type { BreakerState } from '../events/event.ts';
import type { Sample } from './prometheus-text.ts';

/** What one scrape says of one breaker. null: the source does not have that. */
export interface Reading {
  /** The state itself, where there is a gauge for it. */
  readonly state: BreakerState | null;
  /** Monotonic counts of transitions into each state, where there are counters. */
  readonly opened: number | null;
  readonly halfOpened: number | null;
  readonly closed: number | null;
  /** Monotonic count of calls turned away while open. */
  readonly rejected: number | null;
}

export interface Preset {
  readonly key: string;
  /** One line for `chaos plan` and the docs: what must be exposed, and how. */
  readonly describe: string;
  /** Label to use when a breaker entry has no `match` of its own. */
  readonly nameLabel: string;
  /** undefined: no series for this breaker, which is how a breaker that never moved looks to some libraries. */
  read(samples: readonly Sample[], match: Readonly<Record<string, string>>): Reading | undefined;
}

/** True when every label that `match` names has that value. */
export function matches(sample: Sample, match: Readonly<Record<string, string>>): boolean {
  return Object.entries(match).every(([label, value]) => sample.labels[label] === value);
}
