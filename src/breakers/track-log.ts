/** From a log of moves to transitions: what is new in it, when it was, and what it must have lost. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Interval } from '../events/event.ts';
import { bridge, type Transition } from './moves.ts';
import type { Log, LoggedMove } from './reading.ts';
import { createServerClock } from './server-clock.ts';

export interface LogTracker {
  /** `sinceMs`: what is new happened after it. */
  see(log: Log, sinceMs: number, answeredMs: number): Transition[];
  readonly first: BreakerState;
  readonly missed: string | null;
}

/** The first look tells what was before: of a log that is read whole it brings no transitions. */
export function createLogTracker(): LogTracker {
  const clock = createServerClock();
  let state: BreakerState | null = null;
  let began: BreakerState | undefined;
  let missed: string | null = null;
  let seen: { readonly newestMs: number; readonly count: number } | null = null;
  let first = true;

  /** Entries that the look before did not show, and whether some may have come and gone in between. */
  const news = ({ moves, times }: Log): { fresh: readonly LoggedMove[]; written: readonly number[]; lost: boolean } => {
    if (times === undefined)
      return { fresh: moves, written: moves.flatMap(({ atMs }) => (atMs === null ? [] : [atMs])).toSorted((a, b) => a - b), lost: false };
    const known = seen;
    const newest = times.at(-1);
    if (newest !== undefined) seen = { newestMs: newest, count: times.filter((at) => at === newest).length };
    if (known === null) return { fresh: moves, written: times, lost: false };
    const atNewest = times.filter((at) => at === known.newestMs).length;
    const isNew = (at: number): boolean => at > known.newestMs;
    // Several of one millisecond, of which some were there before: those after them in the log are new.
    const late = Math.max(0, atNewest - known.count);
    const ofNewest = moves.filter(({ atMs }) => atMs === known.newestMs);
    return {
      fresh: [...(late > 0 ? ofNewest.slice(-late) : []), ...moves.filter(({ atMs }) => isNew(atMs as number))],
      written: times.filter(isNew),
      lost: times.length > 0 && atNewest === 0 && !times.some((at) => at < known.newestMs),
    };
  };

  const follow = ({ from, to, atMs, implied }: LoggedMove, sinceMs: number, answeredMs: number, lost: boolean): Transition[] => {
    const placed: Interval = atMs === null ? [sinceMs, answeredMs] : clock.place(atMs, sinceMs, answeredMs);
    const before = from ?? cameFrom(to, state);
    // What must have come before it and is not in the log.
    const gap = bridge(state ?? before, before);
    if (gap.length > 0) missed ??= 'its log lacks a transition that must have been';
    state = to;
    const unseen = gap.map((move) => ({ ...move, atMs: [sinceMs, placed[1]] as const, atLeast: true }));
    if (before === to) return unseen;
    return [...unseen, { from: before, to, atMs: implied === true ? [sinceMs, placed[1]] : placed, atLeast: lost }];
  };

  return {
    see(log, sinceMs, answeredMs) {
      const { fresh, written, lost } = news(log);
      const moved = fresh.filter(({ implied }) => implied !== true);
      if (first && log.times !== undefined) {
        first = false;
        state = (moved.at(-1) ?? fresh[0])?.to ?? null;
        began = state ?? 'closed';
        clock.learn(log.times, Number.NEGATIVE_INFINITY, answeredMs);
        return [];
      }
      first = false;
      clock.learn(written, sinceMs, answeredMs);
      if (lost) missed = 'its log of events forgot some between two readings';
      // A call that was turned away stands beside the move that it follows, unless that was lost.
      const told = moved.length > 0 ? moved : lost && (state ?? 'closed') === 'closed' ? fresh.slice(0, 1) : [];
      const transitions = told.flatMap((move) => follow(move, sinceMs, answeredMs, lost));
      began ??= transitions[0]?.from;
      return transitions;
    },
    // A log in which nothing moved is that of a breaker that is closed.
    get first() {
      return began ?? 'closed';
    },
    get missed() {
      return missed;
    },
  };
}

/** The state before a move of which only the end is told. What opens while it is open does so out of half-open. */
function cameFrom(to: BreakerState, state: BreakerState | null): BreakerState {
  switch (to) {
    case 'open':
      return state === 'open' ? 'half-open' : (state ?? 'closed');
    case 'half-open':
      return state === 'half-open' ? state : 'open';
    case 'closed':
      return state ?? 'half-open';
  }
}
