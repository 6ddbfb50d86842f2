/** Breakers: transitions, trips, reopens, how long they were open, per instance and together. */
import type { EvidenceGrade, Interval } from '../events/event.ts';
import type { Analysis } from './analysis.ts';
import { sourcesOf, type BreakerSourceRun } from './breaker-sources.ts';
import { breakerRun, type BreakerRun } from './breakers-evidence.ts';
import type { Transition } from './breakers-reported.ts';
import type { RunRecord } from './run-record.ts';

type Breaker = Analysis['breakers'][number];

export function breakers(record: RunRecord): Breaker[] {
  const names = new Set([...record.plan.breakers.map((breaker) => breaker.name), ...record.of('breaker').map((event) => event.breaker)]);
  return [...names].map((name) => {
    const facts = breakerRun(record, name);
    const sources = sourcesOf(record, name);
    const unknownWhy = whyUnknown(facts, sources);
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
      answered: unknownWhy === null,
      grade: unknownWhy === null ? facts.grade : null,
      unknownWhy,
      evidence: [...facts.evidence],
      trips: sum('trips'),
      reopens: sum('reopens'),
      atLeast: facts.atLeast,
      openMs: sum('openMs'),
      instances,
      unwatched:
        unknownWhy !== null
          ? []
          : facts.silences.map(({ instance, atMs: [from, to], why }) => ({
              instance,
              atMs: [from, Math.min(to, record.loadEndMs)],
              why: why ?? null,
            })),
      sources,
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

/** null: something is known. What several processes said in turn is no knowledge. */
function whyUnknown({ answered, grade, unknownWhy }: BreakerRun, sources: readonly BreakerSourceRun[]): string | null {
  if (!answered) return unknownWhy ?? 'its source did not answer';
  const instances = sources.filter((source) => source.answered !== null);
  const doubted = grade === 'A' && instances.length > 0 && instances.every(({ unusable }) => unusable !== null);
  return doubted ? 'several processes answered in turn' : null;
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

/**
 * The first trip of a breaker on this link while the fault was in, of whatever grade of evidence, from its confirmed injection; of those
 * that `counts` lets through. One that is known only as an interval may have begun before the fault ended.
 */
export function tripAfter(
  record: RunRecord,
  link: string | null,
  injectedAtMs: Interval,
  removedAtMs: Interval | null,
  counts: (atMs: Interval) => boolean = () => true,
): { breaker: string; tripMs: Interval; evidence: EvidenceGrade } | null {
  const until = removedAtMs?.[0] ?? Number.POSITIVE_INFINITY;
  const [first] = record.plan.breakers
    .filter((breaker) => link !== null && breaker.link === link)
    .flatMap(({ name }) => breakerRun(record, name).transitions.map((transition) => ({ ...transition, breaker: name })))
    .filter(({ to, atMs }) => to === 'open' && atMs[1] >= injectedAtMs[0] && atMs[0] <= until && counts(atMs))
    .toSorted((a, b) => a.atMs[1] - b.atMs[1]);
  if (!first) return null;
  const { breaker, evidence, atMs } = first;
  return { breaker, tripMs: [Math.max(0, atMs[0] - injectedAtMs[1]), Math.max(0, atMs[1] - injectedAtMs[1])], evidence };
}
