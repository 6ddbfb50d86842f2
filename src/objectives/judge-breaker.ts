/** What breakers must do: open or close within a bound, stay closed, trip at most so often. */
import type { Interval } from '../events/event.ts';
import { formatMs } from '../units.ts';
import { inconclusive, isMissing, type BreakerFacts, type Judgement, type Measures } from './measures.ts';
import { formatInterval, judgeInterval } from './judge-interval.ts';
import type { Objective } from './objective.ts';

type Moves = Extract<Objective, { kind: 'breaker-moves' }>;
type StaysClosed = Extract<Objective, { kind: 'breaker-stays-closed' }>;
type Trips = Extract<Objective, { kind: 'breaker-trips' }>;

/** `opens` counts from the confirmed injection, on any instance; `closes` from the confirmed removal, on every one; unless `on` says so. */
export function judgeMoves(objective: Moves, measures: Measures): Judgement {
  const wanted = `${objective.to} within ${formatMs(objective.withinMs)}`;
  const fault = measures.fault(objective.after);
  if (isMissing(fault)) return inconclusive(wanted, fault.missing);
  const from = objective.to === 'opens' ? fault.injectedAtMs : fault.removedAtMs;
  if (from === null) return inconclusive(wanted, `${objective.after} was not removed while the load ran`);
  const facts = measures.breaker(objective.breaker);
  if (!facts.answered) return inconclusive(wanted, `no source of breaker ${objective.breaker} answered`);
  const watchedMs = measures.endMs - from[1];
  const times = facts.instances.map((instance) =>
    objective.to === 'opens' ? openedAfter(facts, instance, from) : closedAfter(facts, instance, from),
  );
  const needed = Math.max(1, Math.ceil((objective.onShare ?? (objective.to === 'opens' ? 0 : 1)) * facts.instances.length - 1e-9));
  const reached = times.filter((time): time is Interval => typeof time === 'object').toSorted((a, b) => a[1] - b[1]);
  const decisive = reached[needed - 1];
  if (decisive) return judgeInterval(decisive, objective.withinMs, wanted);
  if (times.includes('open already')) return inconclusive(wanted, 'it was open already when the fault was injected');
  const missing = objective.to === 'opens' ? 'never opened' : facts.instances.length === 0 ? null : 'never closed again';
  if (missing === null) return { verdict: 'held', actual: 'closed throughout', wanted, reason: null };
  const actual = reached.length === 0 ? missing : `${reached.length} of ${facts.instances.length} instances`;
  if (facts.gaps) return inconclusive(wanted, 'its source did not answer all the time', actual);
  if (watchedMs < objective.withinMs) return inconclusive(wanted, `it was watched for ${formatMs(Math.max(0, watchedMs))} only`, actual);
  return { verdict: 'breached', actual, wanted, reason: null };
}

function openedAfter(facts: BreakerFacts, instance: string, from: Interval): Interval | 'never' | 'open already' {
  const own = facts.transitions.filter((transition) => transition.instance === instance);
  const trip = own.find((transition) => transition.to === 'open' && transition.atMs[1] >= from[0]);
  if (trip) return since(trip.atMs, from);
  return own.findLast((transition) => transition.atMs[1] < from[0])?.to === 'open' ? 'open already' : 'never';
}

/** [0, 0] when it was closed already. */
function closedAfter(facts: BreakerFacts, instance: string, from: Interval): Interval | 'never' {
  const own = facts.transitions.filter((transition) => transition.instance === instance);
  const before = own.findLast((transition) => transition.atMs[1] < from[0]);
  if (before === undefined ? own[0] === undefined || own[0].from === 'closed' : before.to === 'closed') return [0, 0];
  const closing = own.find((transition) => transition.to === 'closed' && transition.atMs[1] >= from[0]);
  return closing ? since(closing.atMs, from) : 'never';
}

/** From the confirmation of a call to a moment known as an interval; never negative. */
function since(atMs: Interval, from: Interval): Interval {
  return [Math.max(0, atMs[0] - from[1]), Math.max(0, atMs[1] - from[1])];
}

export function judgeStaysClosed(objective: StaysClosed, measures: Measures): Judgement {
  const wanted = 'closed throughout';
  const window = measures.window(objective.during);
  if (isMissing(window)) return inconclusive(wanted, window.missing);
  const facts = measures.breaker(objective.breaker);
  if (!facts.answered) return inconclusive(wanted, `no source of breaker ${objective.breaker} answered`);
  const openBefore = facts.instances.some((instance) => {
    const before = facts.transitions.findLast((transition) => transition.instance === instance && transition.atMs[1] < window[0]);
    return before !== undefined && before.to !== 'closed';
  });
  if (openBefore) return { verdict: 'breached', actual: 'open when it began', wanted, reason: null };
  const { certain, possible } = within(facts, window, (to) => to !== 'closed');
  if (certain.length > 0)
    return { verdict: 'breached', actual: `opened at ${formatInterval(certain[0] as Interval)}`, wanted, reason: null };
  if (possible.length > 0) return inconclusive(wanted, `it opened at ${formatInterval(possible[0] as Interval)}, which may lie outside`);
  return facts.gaps
    ? inconclusive(wanted, 'its source did not answer all the time')
    : { verdict: 'held', actual: 'closed', wanted, reason: null };
}

export function judgeTrips(objective: Trips, measures: Measures): Judgement {
  const wanted = `at most ${objective.atMost}`;
  const window = measures.window(objective.during);
  if (isMissing(window)) return inconclusive(wanted, window.missing);
  const facts = measures.breaker(objective.breaker);
  if (!facts.answered) return inconclusive(wanted, `no source of breaker ${objective.breaker} answered`);
  const { certain, possible } = within(facts, window, (to) => to === 'open');
  const unsure = facts.atLeast || facts.gaps;
  const actual = `${unsure ? 'at least ' : ''}${certain.length}${possible.length > 0 ? ` to ${certain.length + possible.length}` : ''}`;
  if (certain.length > objective.atMost) return { verdict: 'breached', actual, wanted, reason: null };
  if (certain.length + possible.length > objective.atMost)
    return inconclusive(wanted, 'the time of a trip is known as an interval that reaches over the edge', actual);
  return unsure ? inconclusive(wanted, 'its source can miss a trip', actual) : { verdict: 'held', actual, wanted, reason: null };
}

/** Transitions that surely, and that possibly, lie in the window. */
function within(
  facts: BreakerFacts,
  [from, to]: Interval,
  counts: (state: string) => boolean,
): { certain: Interval[]; possible: Interval[] } {
  const times = facts.transitions
    .filter((transition) => counts(transition.to) && transition.atMs[1] >= from && transition.atMs[0] <= to)
    .map(({ atMs }) => atMs);
  const inside = (atMs: Interval): boolean => atMs[0] >= from && atMs[1] <= to;
  return { certain: times.filter(inside), possible: times.filter((atMs) => !inside(atMs)) };
}
