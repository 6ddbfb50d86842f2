/** Grade A: what a breaker's own sources said. */
import type { BreakerState, EventOf, EvidenceGrade, Interval } from '../events/event.ts';
import type { BreakerFacts } from '../objectives/measures.ts';
import type { RunRecord } from './run-record.ts';

export interface Transition {
  readonly instance: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly atMs: Interval;
  readonly evidence: EvidenceGrade;
}

export interface Reported extends Omit<BreakerFacts, 'transitions'> {
  readonly transitions: readonly Transition[];
  /** Instances of which anything was ever heard: nothing can be said of the others. */
  readonly spoke: ReadonlySet<string>;
}

export function reportedFacts(record: RunRecord, name: string): Reported {
  const moves = record.of('breaker').filter((event) => event.breaker === name);
  const sources = record.of('breaker-source').filter((event) => event.breaker === name);
  const instances = [...new Set([...sources, ...moves].map((event) => event.instance))];
  const spoke = new Set([...sources.filter((event) => event.answering), ...moves].map((event) => event.instance));
  return {
    answered: spoke.size > 0,
    silences: silencesOf(sources, record.loadEndMs),
    atLeast: moves.some((event) => event.atLeast),
    instances,
    spoke,
    transitions: moves
      .map(({ instance, from, to, atMs, evidence }) => ({ instance, from, to, atMs, evidence }))
      .toSorted((a, b) => a.atMs[1] - b.atMs[1] || a.atMs[0] - b.atMs[0]),
  };
}

/** Of a source that answers again the transitions that it missed stand as one with a long interval; until then nothing is known. */
function silencesOf(sources: readonly EventOf<'breaker-source'>[], endMs: number): BreakerFacts['silences'] {
  return [...Map.groupBy(sources, (event) => event.instance)].flatMap(([instance, said]) => {
    const silences: { instance: string; atMs: Interval }[] = [];
    for (const [i, event] of said.entries()) {
      const untilMs = said.slice(i + 1).find(({ answering }) => answering)?.tMs ?? endMs;
      if (!event.answering && said[i - 1]?.answering !== false && untilMs > 0 && event.tMs < endMs)
        silences.push({ instance, atMs: [Math.max(0, event.tMs), untilMs] });
    }
    return silences;
  });
}
