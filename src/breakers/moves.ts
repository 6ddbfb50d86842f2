/** Which moves of a breaker can follow each other, and which of them lie between two states that were seen. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Interval } from '../events/event.ts';

export interface Transition {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly atMs: Interval;
  /** There may have been more, or it was not seen itself. */
  readonly atLeast: boolean;
}

export interface Move {
  readonly from: BreakerState;
  readonly to: BreakerState;
}

/** Counts of moves into each state. */
export interface Counts {
  readonly opened: number;
  readonly halfOpened: number;
  readonly closed: number;
}

/** What must have happened between two states at the least: a breaker that is half-open was open before. */
export function bridge(from: BreakerState, to: BreakerState): Move[] {
  if (from === to) return [];
  if (from !== 'closed' || to !== 'half-open') return [{ from, to }];
  return [
    { from, to: 'open' },
    { from: 'open', to },
  ];
}

/**
 * Moves that use up the counts, from a state or from one that is not known (null). A library that does not tell of half-open can open twice
 * in a row, and close, only through it: such a move has `from: half-open` after one into open. Counts that can't follow each other are left
 * over. `end` is where it ended, if the counts leave that open.
 */
export function movesOf(state: BreakerState | null, counts: Counts, end: 'closed' | 'open'): Move[] {
  const { opened, halfOpened, closed } = counts;
  return withoutGap(state, counts) ?? (halfOpened > 0 ? likeliest(state, counts) : withoutHalfOpen(state, { opened, closed }, end));
}

/** Whether the counts alone leave open in which state it ended: each half-open tells what came before the move after it. */
export function endsEitherWay(state: BreakerState | null, counts: Counts): boolean {
  const { opened, halfOpened, closed } = counts;
  if (halfOpened > 0 || closed === 0 || withoutGap(state, counts) !== undefined) return false;
  return isUp(state) ? opened >= closed : opened > closed;
}

/**
 * Moves of which each begins where the one before ended, where the counts are just those; what tells of half-open tells of all of them.
 * Probes that failed come first.
 */
function withoutGap(state: BreakerState | null, { opened, halfOpened, closed }: Counts): Move[] | undefined {
  const start = state ?? 'closed';
  for (const end of ['closed', 'open', 'half-open'] as const) {
    // It leaves closed as often as it comes there, half-open likewise.
    const trips = closed + (start === 'closed' ? 1 : 0) - (end === 'closed' ? 1 : 0);
    let failed = opened - trips;
    const halves = failed + closed + (end === 'half-open' ? 1 : 0) - (start === 'half-open' ? 1 : 0);
    if (trips < 0 || failed < 0 || halves !== halfOpened) continue;
    const moves: Move[] = [];
    for (let at: BreakerState = start, left = opened + halfOpened + closed; left > 0; left--) {
      const to: BreakerState = at === 'closed' ? 'open' : at === 'open' ? 'half-open' : failed-- > 0 ? 'open' : 'closed';
      moves.push({ from: at, to });
      at = to;
    }
    return moves;
  }
  return undefined;
}

/** From each state, the moves that can come next, likeliest first. */
const next: Readonly<Record<BreakerState | 'unknown', readonly Move[]>> = {
  closed: [
    { from: 'closed', to: 'open' },
    { from: 'open', to: 'half-open' },
  ],
  open: [
    { from: 'open', to: 'half-open' },
    { from: 'half-open', to: 'open' },
    { from: 'half-open', to: 'closed' },
  ],
  'half-open': [
    { from: 'half-open', to: 'open' },
    { from: 'half-open', to: 'closed' },
  ],
  unknown: [
    { from: 'closed', to: 'open' },
    { from: 'open', to: 'half-open' },
    { from: 'half-open', to: 'closed' },
  ],
};

function likeliest(state: BreakerState | null, { opened, halfOpened, closed }: Counts): Move[] {
  const left = { open: opened, 'half-open': halfOpened, closed };
  const moves: Move[] = [];
  let at = state;
  for (let count = opened + halfOpened + closed; count > 0; count--) {
    const move = next[at ?? 'unknown'].find(({ to }) => left[to] > 0);
    if (move === undefined) break;
    left[move.to]--;
    moves.push(move);
    at = move.to;
  }
  return moves;
}

/** It opens and closes in turn; what opened besides is a probe that failed, the last time it was open. */
function withoutHalfOpen(state: BreakerState | null, { opened, closed }: Omit<Counts, 'halfOpened'>, wanted: 'closed' | 'open'): Move[] {
  const up = isUp(state) || (state === null && closed > opened);
  const closings = Math.min(closed, opened + (up ? 1 : 0));
  // How often it opened from closed, to end closed: once before each closing, but for one that it was open for already.
  const openings = closings - (up ? 1 : 0);
  const endsOpen = closings === 0 || (wanted === 'open' && openings < opened);
  const trips = endsOpen ? Math.min(openings + 1, opened) : openings;
  const turns: Move[] = Array.from({ length: trips + closings }, (_, at) => (up === (at % 2 === 0) ? closing : opening));
  const probes: Move[] = Array.from({ length: opened - trips }, () => reopening);
  return endsOpen ? [...turns, ...probes] : [...turns.slice(0, -1), ...probes, ...turns.slice(-1)];
}

const opening: Move = { from: 'closed', to: 'open' };
const reopening: Move = { from: 'half-open', to: 'open' };
const closing: Move = { from: 'half-open', to: 'closed' };

function isUp(state: BreakerState | null): boolean {
  return state === 'open' || state === 'half-open';
}
