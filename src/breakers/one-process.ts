/**
 * Whether one process answers at an address, or several in turn. Behind a load balancer the counters of two processes go back and forth, and
 * every return to the higher ones looks like trips. Pure: what each answer tells of its process goes in, and what follows comes out.
 *
 * A restart and a second process look alike at first: something else answers. After a restart the old process never comes back; of two, both
 * do. So what decides is a return: A, B, A. Until it is decided, `doubtful` asks for patience.
 */

/** What one answer tells of the process that gave it. Leave out what it does not tell. */
export interface Signs {
  /** Each the same for as long as a process lives: when it began, `x-instance`. Two may share one by accident, one has never two. */
  readonly marks: Readonly<Record<string, string>>;
  /** When it began, seconds since 1970: a later process can't have begun earlier. */
  readonly startedAt: number | null;
  /** Each only rises while a process lives, and begins at zero with it. */
  readonly counters: ReadonlyMap<string, number>;
  /** States of breakers in it, for sources that have nothing else. */
  readonly states: string;
  /** Numbers that rise and fall while a process lives: sums over a sliding window, means. */
  readonly sliding: ReadonlyMap<string, number>;
}

export interface ProcessWatch {
  /** Of every answer, in order. Once several were seen it stays so. */
  see(signs: Signs): ProcessVerdict;
  /** Nothing answered: what answers next may well be a new process. */
  missed(): void;
}

/** `several`: more than one process answers, and `how` it was seen. */
export type ProcessVerdict = { readonly is: 'one' } | { readonly is: 'doubtful' } | { readonly is: 'several'; readonly how: string };

/** A start that differs by less is the same one: worked out with each answer it trembles by a second. */
const sameStartSeconds = 1.5;
/**
 * After so many answers in a row that could be of one process, one it is: a fall of counters before them was a restart. As far back is a
 * process remembered: one that was restarted must not be taken for the old one when it has counted as far.
 */
const calmLooks = 5;
/** A fall is worth one, a return two. */
const enoughEvidence = 3;
/** Share of the counters that must fall: one that is badly named may. */
const leastShare = 0.2;
/** A return is so much nearer to the counters of before than to the last ones. */
const nearness = 0.2;
/** So many answers in a row, each with another state than the one before: no breaker does that at the pace of polling. */
const mostFlips = 6;
/** Nor does one close and leave closed so often in so many answers. Half-open it may be in turn with open, and is left out. */
const [mostToggles, togglesWithin] = [4, 9];
/** Mean relative difference of numbers that slide: what is less is the pace of one process. */
const farApart = 0.2;

const one: ProcessVerdict = { is: 'one' };
const doubtful: ProcessVerdict = { is: 'doubtful' };

export function createProcessWatch(): ProcessWatch {
  /** Newest last. */
  let past: Signs[] = [];
  let current: Signs | undefined;
  let evidence = 0;
  // At first nobody knows.
  let calm = 0;
  let excused = false;
  let flips = 0;
  /** Of each of the last answers, newest last: whether it closed or left closed. */
  let toggles: boolean[] = [];
  let several: ProcessVerdict | undefined;
  const marks = new Map<string, Set<string>>();

  const byMark = (signs: Signs, last: Signs): string | null => {
    for (const [name, value] of Object.entries(signs.marks)) {
      const met = marks.get(name) ?? new Set();
      marks.set(name, met);
      const before = last.marks[name];
      if (before !== undefined && before !== value && met.has(value)) return `${name} was ${value}, then ${before}, then ${value} again`;
      met.add(value);
    }
    return null;
  };

  const judge = (signs: Signs, last: Signs): string | null => {
    const marked = byMark(signs, last);
    if (marked !== null) return marked;
    if (beganApart(last, signs) && signs.startedAt! < last.startedAt!)
      return `a process that began ${Math.round(last.startedAt! - signs.startedAt!)} s earlier answered after a later one`;
    flips = signs.states !== last.states && signs.counters.size === 0 ? flips + 1 : 0;
    if (flips >= mostFlips) return `its state was another one in each of ${mostFlips} answers in a row`;
    toggles = [...toggles, signs.counters.size === 0 && toggled(last, signs)].slice(1 - togglesWithin);
    const toggleCount = toggles.filter(Boolean).length;
    if (toggleCount >= mostToggles) return `its state went back and forth ${toggleCount} times in ${togglesWithin} answers`;
    // What says when it began has begun anew once that is later: its counters fall, and it is no other's that they may be near to.
    const fell = fellIn(last.counters, signs.counters) && !excused && !beganApart(last, signs);
    const back = past.some((earlier) => !beganApart(earlier, signs) && isReturn(earlier.counters, last.counters, signs.counters));
    const backInState = past.some((earlier) => !beganApart(earlier, signs) && isReturnInState(earlier, last, signs));
    if (fell) evidence += 1;
    if (back || backInState) evidence += 2;
    const uneasy = fell || back || backInState || toggleCount === mostToggles - 1;
    calm = uneasy || markChanged(last, signs) || (beganApart(last, signs) && !excused) ? 0 : calm + 1;
    if (calm >= calmLooks) evidence = 0;
    return evidence >= enoughEvidence ? `its ${fell || back ? 'counters' : 'state and its numbers'} went back and forth` : null;
  };

  return {
    see(signs) {
      if (several) return several;
      const how = current === undefined ? (byMark(signs, signs), null) : judge(signs, current);
      if (current !== undefined) past = [...past, current].slice(-calmLooks);
      current = signs;
      excused = false;
      if (how !== null) several = { is: 'several', how };
      return several ?? (calm < calmLooks ? doubtful : one);
    },
    missed() {
      // What was there before is gone, and what comes may begin anew.
      excused = true;
      past = [];
    },
  };
}

/** Of two times at which processes began, in seconds. */
export function startsDiffer(one: number, other: number): boolean {
  return Math.abs(one - other) > sameStartSeconds;
}

/** Both say when they began, and it was not at the same time. */
function beganApart(one: Signs, other: Signs): boolean {
  return one.startedAt !== null && other.startedAt !== null && startsDiffer(one.startedAt, other.startedAt);
}

function markChanged(last: Signs, signs: Signs): boolean {
  return Object.entries(signs.marks).some(([name, value]) => last.marks[name] !== undefined && last.marks[name] !== value);
}

function fellIn(before: Signs['counters'], now: Signs['counters']): boolean {
  let fallen = 0;
  let positive = 0;
  for (const [name, value] of before) {
    if (value <= 0) continue;
    positive++;
    // One that is not there has not fallen: an answer may lack it, and a process that has not counted yet has nothing to tell.
    if ((now.get(name) ?? value) < value) fallen++;
  }
  return fallen >= Math.max(1, leastShare * positive);
}

/** The counters go on from the earlier answer, far nearer than from the last one, which does not belong with both. */
function isReturn(earlier: Signs['counters'], last: Signs['counters'], now: Signs['counters']): boolean {
  // What had counted nothing yet is as near to a process that was just started as to itself.
  if (earlier.size === 0 || fellIn(earlier, now)) return false;
  if (!fellIn(earlier, last) && !fellIn(last, now)) return false;
  return distance(earlier, now) < nearness * distance(last, now);
}

/**
 * The state is that of the earlier answer and not of the last one, and so are the numbers that slide. One process takes its window's time
 * to come back to numbers that it had before, and has those of the last answer still in it.
 */
function isReturnInState(earlier: Signs, last: Signs, now: Signs): boolean {
  if (!toggled(last, now) || toggled(earlier, now)) return false;
  const far = distance(last.sliding, now.sliding);
  return far > farApart * now.sliding.size && distance(earlier.sliding, now.sliding) < nearness * far;
}

function toggled(one: Signs, other: Signs): boolean {
  return one.states.replaceAll('half-open', 'open') !== other.states.replaceAll('half-open', 'open');
}

/** Sum of relative differences. */
function distance(from: Signs['counters'], to: Signs['counters']): number {
  let sum = 0;
  for (const name of new Set([...from.keys(), ...to.keys()])) {
    const [a, b] = [from.get(name) ?? 0, to.get(name) ?? 0];
    sum += Math.abs(b - a) / Math.max(1, a, b);
  }
  return sum;
}
