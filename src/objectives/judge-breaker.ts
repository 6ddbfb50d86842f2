/** What breakers must do: open or close within a bound, stay closed, trip at most so often; on any, all or a share of their instances. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Interval } from '../events/event.ts';
import { formatMs } from '../units.ts';
import { answerTo, formatInterval, judgeInterval, since } from './judge-interval.ts';
import { inconclusive, isMissing, type BreakerFacts, type Judgement, type Measures } from './measures.ts';
import type { Objective } from './objective.ts';
import { ofInstances, type InstanceAnswer } from './share-of-instances.ts';

type Moves = Extract<Objective, { kind: 'breaker-moves' }>;
type StaysClosed = Extract<Objective, { kind: 'breaker-stays-closed' }>;
type Trips = Extract<Objective, { kind: 'breaker-trips' }>;

const any = 0;
const all = 1;

/** `opens` counts from the confirmed injection, on any instance; `closes` from the confirmed removal, on every one; unless `on` says so. */
export function judgeMoves(objective: Moves, measures: Measures): Judgement {
  const { to, withinMs } = objective;
  const wanted = `${to} within ${formatMs(withinMs)}`;
  const fault = measures.fault(objective.after);
  if (isMissing(fault)) return inconclusive(wanted, fault.missing);
  const from = to === 'opens' ? fault.injectedAtMs : fault.removedAtMs;
  if (from === null) return inconclusive(wanted, `${objective.after} was not removed while the load ran`);
  const facts = measures.breaker(objective.breaker);
  if (!facts.answered) return inconclusive(wanted, `no source of breaker ${objective.breaker} answered`);
  const watchedMs = Math.max(0, measures.endMs - from[1]);
  const answers = facts.instances.map((instance): InstanceAnswer => {
    const moved = to === 'opens' ? openedAfter(facts, instance, from, withinMs) : closedBy(facts, instance, from, withinMs);
    const silent = silenceIn(facts, instance, [from[0], from[1] + withinMs]);
    if (moved === 'open already') return { is: 'unknown', why: 'it was open already when the fault was injected' };
    if (moved !== 'never') {
      if ('unsure' in moved) return { is: 'unknown', why: moved.unsure };
      const judged = judgeInterval(moved, withinMs, wanted);
      if (judged.verdict === 'breached' && silent !== null) return { is: 'unknown', why: silent };
      if (judged.verdict === 'inconclusive') return { is: 'unknown', why: judged.reason ?? '', atMs: moved };
      return { is: judged.verdict === 'held' ? 'yes' : 'no', atMs: moved };
    }
    if (silent !== null) return { is: 'unknown', why: silent };
    return watchedMs < withinMs ? { is: 'unknown', why: `it was watched for ${formatMs(watchedMs)} only` } : { is: 'no' };
  });
  if (answers.length === 0) {
    // Its source answers and has no series for it: it never opened.
    if (to === 'closes') return { verdict: 'held', actual: 'closed throughout', wanted, reason: null };
    if (watchedMs < withinMs) return inconclusive(wanted, `it was watched for ${formatMs(watchedMs)} only`, 'never opened');
    return { verdict: 'breached', actual: 'never opened', wanted, reason: null };
  }
  return ofInstances(answers, objective.onShare ?? (to === 'opens' ? any : all), {
    wanted,
    none: to === 'opens' ? 'never opened' : 'never closed again',
    time: formatInterval,
  });
}

export const silentSource = 'its source did not answer all the time';

/** Why nothing is known of it at some time within; null: it answered throughout. */
function silenceIn({ silences }: BreakerFacts, instance: string, [from, to]: Interval): string | null {
  const found = silences.find((silence) => silence.instance === instance && silence.atMs[0] <= to && silence.atMs[1] >= from);
  return found === undefined ? null : (found.why ?? silentSource);
}

const unknownState = 'whether it was open from the beginning is not known: its counts do not tell, and no call came to show it';

function stateAtFirst({ transitions, openAtFirst = [], unknownAtFirst = [] }: BreakerFacts, instance: string): BreakerState | null {
  const first = transitions.find((transition) => transition.instance === instance);
  if (first) return first.from;
  if (openAtFirst.includes(instance)) return 'open';
  return unknownAtFirst.includes(instance) ? null : 'closed';
}

/** At a time when it did not just move; null: not known. */
function stateBefore(facts: BreakerFacts, instance: string, atMs: number): BreakerState | null {
  const before = facts.transitions.findLast((transition) => transition.instance === instance && transition.atMs[1] < atMs);
  return before === undefined ? stateAtFirst(facts, instance) : before.to;
}

interface Unsure {
  readonly unsure: string;
}

function openedAfter(
  facts: BreakerFacts,
  instance: string,
  from: Interval,
  withinMs: number,
): Interval | 'never' | 'open already' | Unsure {
  const own = facts.transitions.filter((transition) => transition.instance === instance);
  const trips = own.filter((transition) => transition.to === 'open').map(({ atMs }) => atMs);
  const answer = answerTo(trips, from, withinMs);
  if (answer === 'unsure') return { unsure: 'it may have opened before the fault' };
  if (answer !== null) return since(answer, from);
  const before = stateBefore(facts, instance, from[0]);
  if (before === null) return { unsure: unknownState };
  return before === 'open' ? 'open already' : 'never';
}

/** When that closed which is closed at the bound, [0, 0] where it was so all along; of one that is open then, when it closed at last. */
function closedBy(facts: BreakerFacts, instance: string, from: Interval, withinMs: number): Interval | 'never' | Unsure {
  const untilMs = from[1] + withinMs;
  const own = facts.transitions.filter((transition) => transition.instance === instance);
  const first = stateAtFirst(facts, instance);
  if (first === null) return { unsure: unknownState };
  // How many moves it has made by the bound, at least and at most: the interval of a move may reach over it.
  const atLeast = own.findLastIndex(({ atMs }) => atMs[1] <= untilMs) + 1;
  const atMost = Math.max(atLeast, own.findLastIndex(({ atMs }) => atMs[0] <= untilMs) + 1);
  const states = [first === 'closed', ...own.map((move) => move.to === 'closed')].slice(atLeast, atMost + 1);
  const last = own[atMost - 1];
  if (!states.includes(true)) {
    const closing = own.slice(atMost).find((move) => move.to === 'closed');
    return closing ? since(closing.atMs, from) : 'never';
  }
  if (states.includes(false) && last !== undefined) {
    if (last.to === 'closed') return since(last.atMs, from);
    return { unsure: `it opened again at ${formatInterval(last.atMs)}, which may be after the bound` };
  }
  const unseen = silenceIn(facts, instance, [untilMs, untilMs]);
  if (unseen !== null) return { unsure: unseen };
  if (last !== undefined && last.atMs[1] >= from[0]) return since(last.atMs, from);
  return silenceIn(facts, instance, from) === null ? [0, 0] : 'never';
}

export function judgeStaysClosed(objective: StaysClosed, measures: Measures): Judgement {
  const wanted = 'closed throughout';
  const window = measures.window(objective.during);
  if (isMissing(window)) return inconclusive(wanted, window.missing);
  const facts = measures.breaker(objective.breaker);
  if (!facts.answered) return inconclusive(wanted, `no source of breaker ${objective.breaker} answered`);
  if (facts.instances.length === 0) return { verdict: 'held', actual: 'closed', wanted, reason: null };
  const answers = facts.instances.map((instance): InstanceAnswer => {
    const before = stateBefore(facts, instance, window[0]);
    if (before === null) return { is: 'unknown', why: unknownState };
    if (before !== 'closed') return { is: 'no', what: 'open when it began' };
    const { certain, possible } = within(facts, instance, window, (to) => to !== 'closed');
    if (certain[0]) return { is: 'no', what: `opened at ${formatInterval(certain[0])}` };
    if (possible[0]) return { is: 'unknown', why: `it opened at ${formatInterval(possible[0])}, which may lie outside` };
    const silent = silenceIn(facts, instance, window);
    return silent === null ? { is: 'yes' } : { is: 'unknown', why: silent };
  });
  return ofInstances(answers, objective.onShare ?? all, { wanted, every: 'closed', none: 'opened' });
}

/** Without `on` the trips of all instances are added up; with it, so many instances must each keep to the bound. */
export function judgeTrips(objective: Trips, measures: Measures): Judgement {
  const wanted = `at most ${objective.atMost}`;
  const window = measures.window(objective.during);
  if (isMissing(window)) return inconclusive(wanted, window.missing);
  const facts = measures.breaker(objective.breaker);
  if (!facts.answered) return inconclusive(wanted, `no source of breaker ${objective.breaker} answered`);
  if (objective.onShare === undefined || facts.instances.length === 0) {
    const judged = tripsOf(facts, null, window, objective.atMost);
    return { ...judged, wanted };
  }
  const answers = facts.instances.map((instance): InstanceAnswer => {
    const { verdict, actual, reason } = tripsOf(facts, instance, window, objective.atMost);
    if (verdict === 'inconclusive') return { is: 'unknown', why: reason ?? '' };
    return { is: verdict === 'held' ? 'yes' : 'no', what: `${actual} on ${instance}` };
  });
  return ofInstances(answers, objective.onShare, { wanted: `${wanted} each`, none: 'tripped more often' });
}

/** Of one instance, or of all together (null). */
function tripsOf(facts: BreakerFacts, instance: string | null, window: Interval, atMost: number): Omit<Judgement, 'wanted'> {
  const { certain, possible } = within(facts, instance, window, (to) => to === 'open');
  const silent =
    facts.instances
      .filter((one) => instance === null || one === instance)
      .map((one) => silenceIn(facts, one, window))
      .find((why) => why !== null) ?? null;
  const unsure = facts.atLeast || silent !== null;
  const actual = `${unsure ? 'at least ' : ''}${certain.length}${possible.length > 0 ? ` to ${certain.length + possible.length}` : ''}`;
  if (certain.length > atMost) return { verdict: 'breached', actual, reason: null };
  if (certain.length + possible.length > atMost)
    return { verdict: 'inconclusive', actual, reason: 'the time of a trip is known as an interval that reaches over the edge' };
  if (silent !== null) return { verdict: 'inconclusive', actual, reason: silent };
  return unsure ? { verdict: 'inconclusive', actual, reason: 'its source can miss a trip' } : { verdict: 'held', actual, reason: null };
}

/** Transitions of an instance (null: of all) that surely, and that possibly, lie in the window. */
function within(
  facts: BreakerFacts,
  instance: string | null,
  [from, to]: Interval,
  counts: (state: string) => boolean,
): { certain: Interval[]; possible: Interval[] } {
  const times = facts.transitions
    .filter((transition) => instance === null || transition.instance === instance)
    .filter((transition) => counts(transition.to) && transition.atMs[1] >= from && transition.atMs[0] <= to)
    .map(({ atMs }) => atMs);
  const inside = (atMs: Interval): boolean => atMs[0] >= from && atMs[1] <= to;
  return { certain: times.filter(inside), possible: times.filter((atMs) => !inside(atMs)) };
}
