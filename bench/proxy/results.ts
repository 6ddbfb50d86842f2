/** What was measured, and how the two servers compare round by round. */
import { median } from '../load/statistics.ts';
import type { CaseName, Figures } from './cases.ts';
import type { SubjectName } from './subject.ts';

export interface Sample {
  readonly case: CaseName;
  readonly subject: SubjectName;
  /** The first is 1. */
  readonly round: number;
  readonly figures: Figures;
}

/** One figure of one subject in each round that has it, in their order. */
export function figuresOf(
  samples: readonly Sample[],
  caseName: CaseName,
  subject: SubjectName,
  figure: string,
): ReadonlyMap<number, number> {
  return new Map(
    samples
      .filter((sample) => sample.case === caseName && sample.subject === subject && sample.figures[figure] !== undefined)
      .map(({ round, figures }): [number, number] => [round, figures[figure] as number])
      .toSorted(([a], [b]) => a - b),
  );
}

/** A figure less what it is without a proxy, in each round that has both. */
export function addedTo(samples: readonly Sample[], caseName: CaseName, subject: SubjectName, figure: string): ReadonlyMap<number, number> {
  return combine(
    figuresOf(samples, caseName, subject, figure),
    figuresOf(samples, caseName, 'direct', figure),
    (value, base) => value - base,
  );
}

/** Ours over theirs in each round that has both. */
export function ratios(ours: ReadonlyMap<number, number>, theirs: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return combine(ours, theirs, (one, other) => one / other);
}

/** null of nothing. */
export function medianOf(rounds: ReadonlyMap<number, number>): number | null {
  return median([...rounds.values()]);
}

function combine(
  one: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  of: (one: number, other: number) => number,
): ReadonlyMap<number, number> {
  return new Map([...one].filter(([round]) => other.has(round)).map(([round, value]) => [round, of(value, other.get(round) as number)]));
}
