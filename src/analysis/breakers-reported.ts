/** Grade A: what a breaker's own sources said. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { EvidenceGrade, Interval } from '../events/event.ts';
import type { BreakerFacts } from '../objectives/measures.ts';
import { believedMoves, saidOf, silencesOf, stateAtFirst } from './breaker-sources.ts';
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
  const moves = believedMoves(record).filter((event) => event.breaker === name);
  const said = saidOf(record, name);
  const sources = [...said.values()].flat();
  const instances = [...new Set([...said.keys(), ...moves.map((event) => event.instance)])];
  const atFirst = [...said].map(([instance, own]) => ({ instance, state: stateAtFirst(own) }));
  const spoke = new Set([...sources.filter((event) => event.answering), ...moves].map((event) => event.instance));
  return {
    answered: spoke.size > 0,
    silences: silencesOf(said, record.loadEndMs),
    atLeast: moves.some((event) => event.atLeast) || sources.some(({ missed }) => missed !== undefined),
    instances,
    openAtFirst: atFirst.flatMap(({ instance, state }) => (state === 'open' || state === 'half-open' ? [instance] : [])),
    unknownAtFirst: atFirst.flatMap(({ instance, state }) => (state === null ? [instance] : [])),
    spoke,
    transitions: moves
      .map(({ instance, from, to, atMs, evidence }) => ({ instance, from, to, atMs, evidence }))
      .toSorted((a, b) => a.atMs[1] - b.atMs[1] || a.atMs[0] - b.atMs[0]),
  };
}
