/** What a source can show of a breaker, by its settings. */
import type { BreakerSource } from './source.ts';

export interface Shows {
  /** The state itself. */
  readonly state: boolean;
  /** That it is half-open, or how often it was. */
  readonly halfOpen: boolean;
  /** That there was a trip which was over between two readings: by a counter of trips or of calls turned away, or by a log. */
  readonly everyTrip: boolean;
  /** Moves one by one. */
  readonly log: boolean;
}

export function whatShows(source: BreakerSource): Shows {
  switch (source.adapter) {
    case 'prometheus': {
      const { state, opened, halfOpened, rejected } = source;
      return {
        state: state !== null,
        halfOpen: halfOpened.length > 0 || (state !== null && Object.values(state.values).includes('half-open')),
        everyTrip: opened.length > 0 || rejected.length > 0,
        log: false,
      };
    }
    case 'json':
    case 'sse': {
      const { state, opened, halfOpened, rejected, rejectedSlides, events } = source;
      return {
        state: state.length > 0,
        halfOpen: halfOpened !== null || state.some(({ values }) => Object.values(values).includes('half-open')),
        everyTrip: events !== null || opened !== null || (rejected !== null && !rejectedSlides),
        log: events !== null,
      };
    }
    case 'haproxy':
      return { state: true, halfOpen: false, everyTrip: true, log: false };
    case 'log':
      return { state: false, halfOpen: source.halfOpened !== null, everyTrip: true, log: true };
    case 'inferred':
      return { state: false, halfOpen: false, everyTrip: false, log: false };
  }
}
