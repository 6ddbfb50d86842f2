/** From counters and gauges to transitions: counters say what happened, a gauge where they do not, or where they leave it open. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Interval } from '../events/event.ts';
import { bridge, endsEitherWay, movesOf, type Counts, type Move, type Transition } from './moves.ts';
import { startsDiffer } from './one-process.ts';
import type { Reading } from './reading.ts';
import type { Shows } from './shows.ts';

export interface CountTracker {
  see(reading: Reading | undefined, askedMs: number, answeredMs: number): Transition[];
  end(): Transition[];
  readonly first: BreakerState | null;
  readonly missed: string | null;
}

interface Last {
  /** From here on it may have changed. */
  readonly askedMs: number;
  readonly reading: Reading;
}

/** Counts of one interval whose order is not known yet. */
interface Held {
  readonly from: BreakerState | null;
  readonly counts: Counts;
  readonly atMs: Interval;
}

/** Of Hystrix and opossum, as they are set without being asked: ten of them make the window. */
const bucketMs = 1_000;

/** Absent series read as zero, so that the first event of a lazily created counter counts. */
const nothing: Reading = { state: null, opened: 0, halfOpened: 0, closed: 0, rejected: 0, passed: 0 };

/** Without `shows`, what the source can show is what it has shown. */
export function createCountTracker(shows?: Pick<Shows, 'state' | 'halfOpen'>): CountTracker {
  let gauge = shows?.state ?? false;
  let last: Last | undefined;
  let wasThere = false;
  /** null: it is not known, as after a first look at counters alone. */
  let state: BreakerState | null = null;
  /** What it was at the first look; absent before there was any. */
  let first: BreakerState | null | undefined;
  let held: Held | undefined;
  let missed: string | null = null;
  /** Since when a gauge has shown what no counter has counted yet. */
  let uncountedSinceMs: number | undefined;
  let quietSinceMs: number | undefined;
  let closedAtMs = -Infinity;

  const commit = (moves: readonly Move[], atMs: Interval, atLeast: boolean): Transition[] => {
    state = moves.at(-1)?.to ?? state;
    if (moves.at(-1)?.to === 'closed') closedAtMs = atMs[1];
    return moves.map((move) => ({ ...move, atMs, atLeast }));
  };

  const settle = (end: 'closed' | 'open'): Transition[] => {
    if (held === undefined) return [];
    const { from, counts, atMs } = held;
    held = undefined;
    return commit(movesOf(from, counts, end), atMs, false);
  };

  /** Counters of every kind of move that there is; where there is a gauge as well, it tells what they leave open. */
  const byCounters = (rises: Rises, { state: now, halfOpened }: Reading, atMs: Interval): Transition[] => {
    const moved = rises.opened + rises.halfOpened + rises.closed > 0;
    const shown = now === null ? null : now === 'closed' ? 'closed' : 'open';
    const settled: Transition[] = [];
    if (held !== undefined) {
      // Rejected calls come from a breaker that is open; one that tries or closes without opening was open, too.
      const wasOpen = moved ? rises.opened === 0 : rises.rejected > 0 || shown === 'open';
      if (wasOpen) settled.push(...settle('open'));
      else if (moved || rises.passed > 0 || shown === 'closed') settled.push(...settle('closed'));
    }
    // What is turned away tells of an open one, what passes of one that is not.
    if (!moved && state === null && (rises.rejected > 0 || rises.passed > 0)) state = rises.rejected > 0 ? 'open' : 'closed';
    // Counts without half-open don't tell how often it left that.
    const from = state === 'half-open' && halfOpened === null ? 'open' : state;
    if (shown === null && endsEitherWay(from, rises)) {
      held = { from, counts: rises, atMs };
      return settled;
    }
    const moves = movesOf(from, rises, shown ?? 'closed');
    const reached = moves.at(-1)?.to ?? state;
    if (now === 'half-open' && halfOpened === null && reached === 'open') moves.push(...bridge(reached, now));
    return [...settled, ...commit(moves, atMs, false)];
  };

  /** A counter of trips, and a gauge for what comes after them. */
  const byCounterAndGauge = (rises: Rises, now: BreakerState | null, atMs: Interval): Transition[] => {
    const again: BreakerState = shows?.halfOpen === false ? 'closed' : 'half-open';
    const moves: Move[] = [];
    for (let trip = 0; trip < rises.opened; trip++) {
      const before = moves.at(-1)?.to ?? state ?? 'closed';
      moves.push({ from: before === 'open' ? again : before, to: 'open' });
    }
    const reached = moves.at(-1)?.to ?? state ?? 'closed';
    // Only the counter leads into open, and closed leads nowhere else: what it has not counted is no trip, or not yet.
    const counted = now === null || now === reached || (reached !== 'closed' && now !== 'open');
    if (counted && now !== null && now !== reached) moves.push({ from: reached, to: now });
    const since = rises.opened > 0 ? uncountedSinceMs : undefined;
    uncountedSinceMs = counted ? undefined : (uncountedSinceMs ?? atMs[0]);
    return commit(moves, [Math.min(since ?? atMs[0], atMs[0]), atMs[1]], false);
  };

  const byGauge = (rises: Rises, now: BreakerState, slides: boolean, atMs: Interval): Transition[] => {
    const moves = bridge(state ?? 'closed', now);
    // A sum that slides is shown by whole buckets: the last one may be of the time before it closed.
    const late = slides && atMs[0] < closedAtMs + bucketMs;
    const unseen = moves.length === 0 && now === 'closed' && rises.rejected > 0 && !late;
    return commit(unseen ? [...bridge('closed', 'open'), ...bridge('open', 'closed')] : moves, atMs, true);
  };

  /** Turned-away calls alone: while they come it is open, and closed once calls pass again without them, or none came for a second. */
  const byRejections = (rises: Rises, passes: boolean, atMs: Interval): Transition[] => {
    if (rises.rejected > 0) {
      quietSinceMs = atMs[0];
      return commit(bridge(state ?? 'closed', 'open'), atMs, true);
    }
    if (state !== 'open' || quietSinceMs === undefined) return [];
    if (passes ? rises.passed === 0 : atMs[1] - quietSinceMs < 1_000) return [];
    return commit(bridge('open', 'closed'), [quietSinceMs, atMs[1]], true);
  };

  const restart = (now: Reading, atMs: Interval): Transition[] => {
    missed = 'its process was restarted: what it did between the last reading and its end is not known';
    const settled = settle('closed');
    // A breaker begins closed; a gauge says so itself.
    const closing = now.state === null && state !== null ? commit(bridge(state, 'closed'), atMs, true) : [];
    state = now.state === null ? 'closed' : state;
    return [...settled, ...closing];
  };

  const follow = (reading: Reading, counted: boolean, rises: Rises, atMs: Interval): Transition[] => {
    const { state: now, closed, passed } = reading;
    if (counted) return gauge && closed === null ? byCounterAndGauge(rises, now, atMs) : byCounters(rises, reading, atMs);
    if (now !== null) return byGauge(rises, now, reading.rejectedSlides === true, atMs);
    return gauge ? [] : byRejections(rises, passed !== undefined, atMs);
  };

  /** A gauge, or a counter of trips, that should be there and is not: it may have moved. */
  const lacks = ({ opened, state: now }: Reading, before: Reading | undefined): boolean =>
    opened === null && ((gauge && now === null) || (wasThere && before !== undefined && before.opened !== null));

  return {
    see(reading, askedMs, answeredMs) {
      // What is missing for a while may have moved meanwhile; what never was there has not.
      if (reading === undefined) {
        if (!wasThere) last = { askedMs, reading: nothing };
        if (!wasThere) first ??= 'closed';
        return [];
      }
      const before = last;
      const shown = before === undefined ? reading : withoutDips(reading, before.reading);
      if (lacks(shown, before?.reading)) return [];
      wasThere = true;
      gauge ||= shown.state !== null;
      if (before === undefined) {
        last = { askedMs, reading };
        state = reading.state ?? (reading.opened === null ? 'closed' : startOf(reading));
        first = state;
        return [];
      }
      const dipped = moveKeys.find((key) => shown[key] !== reading[key]);
      if (dipped !== undefined)
        missed = `its counter of ${moveKeyNames[dipped]} was zero for a while, as after a restart: what it counted meanwhile is not known`;
      const fresh = isRestart(before.reading, shown);
      const base = fresh ? nothing : before.reading;
      const now = base === nothing ? shown : keepKnown(shown, base);
      last = { askedMs, reading: now };
      // A counter that begins to be there beside a gauge has nothing to be compared with.
      const counted = now.opened !== null && !(gauge && before.reading.opened === null);
      const atMs: Interval = [before.askedMs, answeredMs];
      const unsure = first === null && state === null && !fresh;
      const restarted = fresh ? restart(now, atMs) : [];
      const moves = [...restarted, ...follow(now, counted, risesOf(base, now), atMs)];
      if (unsure) first = moves[0]?.from ?? state;
      return moves.length === 1 ? moves.map((move) => ({ ...move, atMs: narrowed(move.atMs, reading, askedMs, answeredMs) })) : moves;
    },
    end: () => settle('closed'),
    get first() {
      return first ?? null;
    },
    get missed() {
      return missed;
    },
  };
}

interface Rises extends Counts {
  readonly rejected: number;
  readonly passed: number;
}

/** What a breaker that counts only moves into states can be said to be in at the first look. */
function startOf({ opened, closed }: Reading): BreakerState | null {
  if ((opened ?? 0) === 0) return 'closed';
  return closed === 0 ? 'open' : null;
}

/** A count that is missing in this reading is what it was. */
function keepKnown(now: Reading, before: Reading): Reading {
  const passed = now.passed ?? before.passed;
  return {
    ...now,
    halfOpened: now.halfOpened ?? before.halfOpened,
    closed: now.closed ?? before.closed,
    rejected: now.rejected ?? before.rejected,
    ...(passed === undefined ? {} : { passed }),
  };
}

/** Any of them that begins anew may have been of a process whose trips nobody saw. */
const moveKeyNames = { opened: 'trips', halfOpened: 'attempts to close', closed: 'closings' } as const;
const moveKeys = ['opened', 'halfOpened', 'closed'] as const;
const countKeys = ['opened', 'halfOpened', 'closed', 'rejected', 'passed'] as const;

/** A process that begins anew takes all its counts with it: one that is zero while another one stands or rises is a series that is not there now. */
function withoutDips(now: Reading, before: Reading): Reading {
  const stands = countKeys.some((key) => (before[key] ?? 0) > 0 && (now[key] ?? 0) >= (before[key] ?? 0));
  if (!stands || startsAnew(before, now)) return now;
  const dips = monotonic(now).filter((key) => (before[key] ?? 0) > 0 && now[key] === 0);
  return { ...now, ...Object.fromEntries(dips.map((key) => [key, before[key]])) };
}

/** What never falls while a process lives. */
function monotonic({ rejectedSlides }: Reading): readonly (typeof countKeys)[number][] {
  return rejectedSlides === true ? countKeys.filter((key) => key !== 'rejected') : countKeys;
}

function startsAnew({ startedAt: was }: Reading, { startedAt: is }: Reading): boolean {
  return was !== undefined && is !== undefined && startsDiffer(was, is);
}

function isRestart(before: Reading, now: Reading): boolean {
  const fell = monotonic(now).some((key) => {
    const [was, is] = [before[key], now[key]];
    return typeof was === 'number' && typeof is === 'number' && is < was;
  });
  return fell || startsAnew(before, now);
}

/** What was not counted before has counted from zero. */
function risesOf(before: Reading, now: Reading): Rises {
  const rise = (key: (typeof countKeys)[number]): number => Math.max(0, (now[key] ?? 0) - (before[key] ?? 0));
  return {
    opened: rise('opened'),
    halfOpened: rise('halfOpened'),
    closed: rise('closed'),
    rejected: rise('rejected'),
    passed: rise('passed'),
  };
}

/** A source that says how long ago it changed tells more than when it was asked. */
function narrowed(atMs: Interval, { changedAgoMs }: Reading, askedMs: number, answeredMs: number): Interval {
  if (changedAgoMs === undefined) return atMs;
  const [earliest, latest] = [Math.max(atMs[0], askedMs - changedAgoMs[1]), Math.min(atMs[1], answeredMs - changedAgoMs[0])];
  return earliest <= latest ? [earliest, latest] : atMs;
}
