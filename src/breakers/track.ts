/**
 * From readings to transitions. Each poll says what a breaker looked like somewhere in [asked, answered]; a change
 * between two polls happened in [asked of the poll before, answered of this one]. Counters catch what happens between
 * two polls; where there is only a gauge, turned-away calls between two closed samples betray a trip nobody saw.
 */
import type { BreakerState, Interval } from '../events/event.ts';
import type { Reading } from './reading.ts';
import type { BreakerSource } from './source.ts';

export interface Transition {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly atMs: Interval;
  /** The source can't count: there may have been more. */
  readonly atLeast: boolean;
}

export interface BreakerTracker {
  /**
   * What is new with a reading. Times in ms, one clock, ascending: of an answer when it was asked for and when it came, of a frame or
   * of lines when the ones before came and when these did. `undefined`: the source answered without a series for the breaker.
   */
  see(reading: Reading | undefined, askedMs: number, answeredMs: number): Transition[];
  /** What was held back until later readings told which way round it was; after the last reading. */
  end(): Transition[];
  /** Why there may have been more than was seen; null: nothing speaks for that. Once it says something it stays. */
  readonly missed: string | null;
}

interface Last {
  readonly askedMs: number;
  readonly reading: Reading;
}

const nothing: Reading = { state: null, opened: 0, halfOpened: 0, closed: 0, rejected: 0 };

/** One tracker per breaker and instance. It starts from the first reading: what happened before the run is not counted. */
export function createBreakerTracker(_source?: BreakerSource): BreakerTracker {
  let last: Last | undefined;
  let state: BreakerState = 'closed';

  return {
    see(reading, askedMs, answeredMs) {
      // Absent series read as zero, so that the first event of a lazily created counter counts.
      const now = reading ?? {
        ...nothing,
        opened: last?.reading.opened ?? 0,
        halfOpened: last?.reading.halfOpened ?? 0,
        closed: last?.reading.closed ?? 0,
        rejected: last?.reading.rejected ?? 0,
      };
      const before = last;
      last = { askedMs, reading: now };
      if (!before) {
        state = now.state ?? 'closed';
        return [];
      }
      const atMs: Interval = [before.askedMs, answeredMs];
      const moves = now.opened === null ? movesOfGauge(state, before.reading, now) : movesOfCounters(state, before.reading, now);
      const transitions: Transition[] = [];
      for (const { to, from, atLeast } of moves) {
        transitions.push({ from: from ?? state, to, atMs, atLeast });
        state = to;
      }
      return transitions;
    },
    end: () => [],
    missed: null,
  };
}

interface Move {
  readonly to: BreakerState;
  /** Where it differs from the state before: a step that the source does not show was skipped. */
  readonly from?: BreakerState;
  readonly atLeast: boolean;
}

/**
 * From each state, the moves that can come next, likeliest first. `from` differs where the source left a step out:
 * a library that does not tell of half-open can open twice in a row only through a failed probe.
 */
const next: Readonly<Record<BreakerState, readonly { readonly to: BreakerState; readonly from?: BreakerState }[]>> = {
  closed: [{ to: 'open' }, { to: 'half-open', from: 'open' }],
  open: [{ to: 'half-open' }, { to: 'open', from: 'half-open' }, { to: 'closed', from: 'half-open' }],
  'half-open': [{ to: 'open' }, { to: 'closed' }],
};

function movesOfCounters(state: BreakerState, before: Reading, now: Reading): Move[] {
  const pending = {
    open: rise(before.opened, now.opened),
    'half-open': rise(before.halfOpened, now.halfOpened),
    closed: rise(before.closed, now.closed),
  };
  const moves: Move[] = [];
  let at = state;
  for (let move = next[at].find(({ to }) => pending[to] > 0); move; move = next[at].find(({ to }) => pending[to] > 0)) {
    pending[move.to]--;
    moves.push({ ...move, atLeast: false });
    at = move.to;
  }
  return moves;
}

function movesOfGauge(state: BreakerState, before: Reading, now: Reading): Move[] {
  if (now.state !== null && now.state !== state) return [{ to: now.state, atLeast: true }];
  const turnedAway = rise(before.rejected, now.rejected) > 0;
  if (turnedAway && state === 'closed' && now.state === 'closed')
    return [
      { to: 'open', atLeast: true },
      { to: 'closed', atLeast: true },
    ];
  return [];
}

/** How much a monotonic counter rose; a fall is a restart, after which it counted from zero. */
function rise(before: number | null, now: number | null): number {
  if (before === null || now === null) return 0;
  return now >= before ? now - before : now;
}
