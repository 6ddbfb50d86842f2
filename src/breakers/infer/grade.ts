/** The grades of evidence, best first, and which of them speaks for a breaker. */
import type { EvidenceGrade } from '../../events/event.ts';
import type { Inference } from './inference.ts';

/** How every report words them. */
const words: Readonly<Record<EvidenceGrade, string>> = {
  A: 'reported',
  B: 'upstream silent',
  C: 'signature',
  D: 'consistent with',
};

/** `B upstream silent`. */
export function gradeText(grade: EvidenceGrade): string {
  return `${grade} ${words[grade]}`;
}

export type InferredGrade = Exclude<EvidenceGrade, 'A'>;

/**
 * Which inference stands for a breaker without a source that answers; null: none of them can tell. An answer that bears a breaker's
 * signature is proof, where a short silence may have escaped B; but calls that went on arriving refute a collapse of times.
 */
export function bestOf(inferences: Readonly<Record<InferredGrade, Inference>>): InferredGrade | null {
  const { B, C, D } = inferences;
  if (B.moves.length > 0) return 'B';
  if (C.moves.length > 0) return 'C';
  if (B.declined === null) return 'B';
  return D.declined === null ? 'D' : null;
}
