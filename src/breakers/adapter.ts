/**
 * An adapter reads one kind of source. Pure: one payload in, readings out. Fetching payloads and comparing readings over time is
 * done by src/run/observe/ and track.ts.
 */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Reading } from './reading.ts';
import type { BreakerSource, Labels } from './source.ts';

export interface Adapter<Source extends BreakerSource = BreakerSource> {
  /**
   * How payloads come. `poll`: each answer of a URL is one, whole. `frames`: each frame of an event stream is one, and says nothing
   * of breakers that are not in it. `lines`: complete lines that were added since the payload before. `none`: there are none.
   */
  readonly transport: 'poll' | 'frames' | 'lines' | 'none';
  /** A payload, read once for all breakers that are in it; or what is there instead of one. */
  parse(text: string): Page<Source> | Unreadable;
}

export interface Page<Source extends BreakerSource = BreakerSource> {
  /**
   * undefined: it does not speak of this breaker. From `poll` that is how a breaker that never moved looks to some libraries, and the
   * tracker is to see it; from `frames` and `lines` it is nothing, and must not be shown to the tracker.
   */
  read(source: Source, match: Labels): Reading | undefined;
  /** All breakers in it. */
  list(source: Source): readonly FoundBreaker[];
  /** What tells the process that answered from others, where the payload says: two in turn at one URL make it unusable. */
  readonly process: string | null;
}

/** `the answer is HTML, expected ...` */
export interface Unreadable {
  readonly problem: string;
}

export interface FoundBreaker {
  /** For the `name` key of a scenario: one word is not promised. */
  readonly name: string;
  /** Labels that pick it out. */
  readonly match: Labels;
  /** null: it is not shown, only counted. */
  readonly state: BreakerState | null;
}

/** True when every label that `match` names has that value. */
export function matches(labels: Labels, match: Labels): boolean {
  return Object.entries(match).every(([label, value]) => labels[label] === value);
}
