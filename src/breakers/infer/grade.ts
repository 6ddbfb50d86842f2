/** The grades of evidence, best first, and which of them speaks for a breaker. */
import type { EvidenceGrade } from '../../events/event.ts';
import type { Inference } from './inference.ts';

/** How every report words them: where it moved, and where nothing of the kind was seen. */
const words: Readonly<Record<EvidenceGrade, readonly [moved: string, not: string]>> = {
  A: ['reported', 'reported'],
  B: ['upstream silent', 'upstream not silent'],
  C: ['signature', 'no signature'],
  D: ['consistent with a collapse of times', 'no collapse of times'],
};

/** `B upstream silent`; `B upstream not silent` of one that was not seen to move. */
export function gradeText(grade: EvidenceGrade, moved = true): string {
  return `${grade} ${words[grade][moved ? 0 : 1]}`;
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
