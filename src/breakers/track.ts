/**
 * From readings to transitions. Each poll says what a breaker looked like somewhere in [asked, answered]; a change
 * between two polls happened in [asked of the poll before, answered of this one]. Counters catch what happens between
 * two polls; where there is only a gauge, turned-away calls between two closed samples betray a trip nobody saw.
 */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Transition } from './moves.ts';
import type { Log, Reading } from './reading.ts';
import { whatShows } from './shows.ts';
import type { BreakerSource } from './source.ts';
import { createCountTracker } from './track-counts.ts';
import { createLogTracker } from './track-log.ts';

export type { Transition } from './moves.ts';

export interface BreakerTracker {
  /**
   * What is new with a reading. Times in ms, one clock, ascending: of an answer when it was asked for and when it came, of a frame or
   * of lines when the ones before came and when these did. `undefined`: the source answered without a series for the breaker.
   */
  see(reading: Reading | undefined, askedMs: number, answeredMs: number): Transition[];
  /** What was held back until later readings told which way round it was; after the last reading. */
  end(): Transition[];
  /** What it was at the first look, as far as later ones told; null: counts alone leave it open. */
  readonly first: BreakerState | null;
  /** Why there may have been more than was seen; null: nothing speaks for that. Once it says something it stays. */
  readonly missed: string | null;
}

/**
 * One tracker per breaker and instance. It starts from the first reading: what happened before the run is not counted. `source` tells what
 * the breaker can show at all; without it, that it can show half-open.
 */
export function createBreakerTracker(source?: BreakerSource): BreakerTracker {
  const shows = source && whatShows(source);
  const counts = createCountTracker(shows);
  const log = createLogTracker();
  let isLog = shows?.log === true;
  let lookedMs: number | undefined;
  const seeLog = (said: Log, askedMs: number, answeredMs: number): Transition[] => {
    // Lines come with the moment of those before them; a log that is read whole was asked for the time before.
    const sinceMs = said.times === undefined ? askedMs : (lookedMs ?? askedMs);
    lookedMs = askedMs;
    return log.see(said, sinceMs, answeredMs);
  };
  return {
    see(reading, askedMs, answeredMs) {
      isLog ||= reading?.log !== undefined;
      if (reading?.log !== undefined) return seeLog(reading.log, askedMs, answeredMs);
      return shows?.log === true ? seeLog(empty, askedMs, answeredMs) : counts.see(reading, askedMs, answeredMs);
    },
    end: () => counts.end(),
    get first() {
      return isLog ? log.first : counts.first;
    },
    get missed() {
      return log.missed ?? counts.missed ?? (shows?.everyTrip === false ? stateOnly : null);
    },
  };
}

const empty: Log = { moves: [], times: [] };

const stateOnly = 'only its state is shown: what was over between two readings was not seen';
