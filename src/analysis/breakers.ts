/** Breakers: transitions, trips, reopens, how long they were open, per instance and together. */
import type { EventOf, EvidenceGrade, Interval } from '../events/event.ts';
import type { BreakerFacts } from '../objectives/measures.ts';
import type { Analysis } from './analysis.ts';
import { believedMoves, saidOf, silencesOf, sourcesOf } from './breaker-sources.ts';
import type { RunRecord } from './run-record.ts';

type Breaker = Analysis['breakers'][number];

export function breakers(record: RunRecord): Breaker[] {
  const names = new Set([...record.plan.breakers.map((breaker) => breaker.name), ...record.of('breaker').map((event) => event.breaker)]);
  return [...names].map((name) => {
    const facts = breakerFacts(record, name);
    const instances = facts.instances
      .filter((id) => facts.spoke.has(id))
      .map((id) => {
        const own = facts.transitions.filter((transition) => transition.instance === id);
        return { id, trips: own.filter(isTrip).length, reopens: own.filter(isReopen).length, openMs: openMs(own, record.loadEndMs) };
      });
    const sum = (of: 'trips' | 'reopens' | 'openMs'): number => instances.reduce((total, instance) => total + instance[of], 0);
    return {
      name,
      link: record.plan.breakers.find((breaker) => breaker.name === name)?.link ?? null,
      answered: facts.answered,
      trips: sum('trips'),
      reopens: sum('reopens'),
      atLeast: facts.atLeast,
      openMs: sum('openMs'),
      instances,
      sources: sourcesOf(record, name),
      transitions: facts.transitions.map(({ instance, from, to, atMs, evidence }) => ({
        instance,
        from,
        to,
        atMs: [atMs[0], atMs[1]],
        evidence,
      })),
    };
  });
}

type Transition = BreakerFacts['transitions'][number] & Pick<EventOf<'breaker'>, 'evidence'>;

interface BreakerRun extends Omit<BreakerFacts, 'transitions'> {
  readonly transitions: readonly Transition[];
  /** Instances of which anything was ever heard: nothing can be said of the others. */
  readonly spoke: ReadonlySet<string>;
}

export function breakerFacts(record: RunRecord, name: string): BreakerRun {
  const moves = believedMoves(record).filter((event) => event.breaker === name);
  const said = saidOf(record, name);
  const sources = [...said.values()].flat();
  const instances = [...new Set([...said.keys(), ...moves.map((event) => event.instance)])];
  const spoke = new Set([...sources.filter((event) => event.answering), ...moves].map((event) => event.instance));
  return {
    answered: spoke.size > 0,
    silences: silencesOf(said, record.loadEndMs),
    atLeast: moves.some((event) => event.atLeast) || sources.some(({ missed }) => missed !== undefined),
    instances,
    openAtFirst: sources.flatMap(({ instance, state }) => (state === 'open' || state === 'half-open' ? [instance] : [])),
    spoke,
    transitions: moves
      .map(({ instance, from, to, atMs, evidence }) => ({ instance, from, to, atMs, evidence }))
      .toSorted((a, b) => a.atMs[1] - b.atMs[1] || a.atMs[0] - b.atMs[0]),
  };
}

function isTrip(transition: Transition): boolean {
  return transition.to === 'open';
}

function isReopen(transition: Transition): boolean {
  return transition.to === 'open' && transition.from === 'half-open';
}

function openMs(own: readonly Transition[], endMs: number): number {
  let open = 0;
  for (const [i, transition] of own.entries()) {
    if (!isTrip(transition)) continue;
    const next = own[i + 1];
    open += Math.max(0, (next ? middle(next.atMs) : Math.max(endMs, middle(transition.atMs))) - middle(transition.atMs));
  }
  return open;
}

export function middle([from, to]: Interval): number {
  return (from + to) / 2;
}

/** The first trip of a breaker on this link while the fault was in, from its confirmed injection; of those that `counts` lets through. */
export function tripAfter(
  record: RunRecord,
  link: string | null,
  injectedAtMs: Interval,
  removedAtMs: Interval | null,
  counts: (atMs: Interval) => boolean = () => true,
): { breaker: string; tripMs: Interval; evidence: EvidenceGrade } | null {
  const on = new Set(record.plan.breakers.filter((breaker) => link !== null && breaker.link === link).map((breaker) => breaker.name));
  const until = removedAtMs?.[0] ?? Number.POSITIVE_INFINITY;
  const first = believedMoves(record)
    .filter(
      (event) =>
        on.has(event.breaker) && event.to === 'open' && event.atMs[1] >= injectedAtMs[0] && event.atMs[0] <= until && counts(event.atMs),
    )
    .toSorted((a, b) => a.atMs[1] - b.atMs[1])[0];
  if (!first) return null;
  const { breaker, evidence, atMs } = first;
  return { breaker, tripMs: [Math.max(0, atMs[0] - injectedAtMs[1]), Math.max(0, atMs[1] - injectedAtMs[1])], evidence };
}
