/** The verdict in a word and a line, said the same way by every report. */
import { formatMs } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';

export type Tone = 'good' | 'bad' | 'unsure' | 'plain';

const words = { held: 'PASS', breached: 'FAIL', inconclusive: 'INCONCLUSIVE', aborted: 'ABORTED' } as const;
const tones = { held: 'good', breached: 'bad', inconclusive: 'unsure', aborted: 'bad' } as const;
const marks = { held: '✓', breached: '✗', inconclusive: '?', aborted: '✗' } as const;

export function verdictWord(verdict: Analysis['verdict']): string {
  return words[verdict];
}

export function verdictTone(verdict: Analysis['verdict']): Tone {
  return tones[verdict];
}

/** ✓ ✗ ?: readable where there is no colour. */
export function verdictMark(verdict: Analysis['verdict']): string {
  return marks[verdict];
}

/** `repeat 2 of 5`; null for the only run of its scenario in a job. */
export function attemptText({ run: { attempt } }: Analysis): string | null {
  if (attempt === null) return null;
  const { role, number, of } = attempt;
  return of === 1 || (of === null && number === 1) ? role : `${role} ${number}${of === null ? '' : ` of ${of}`}`;
}

/** `100 s`, `seed 1`, `run 20261127-0201-k3f`: what tells this run from another. */
export function runFacts(analysis: Analysis): string[] {
  const model = analysis.scenario.model === 'closed' ? ['closed model'] : [];
  const attempt = attemptText(analysis);
  return [
    ...model,
    ...(attempt === null ? [] : [attempt]),
    formatMs(analysis.run.durationMs),
    `seed ${analysis.run.seed}`,
    `run ${analysis.run.id}`,
  ];
}

/** `4 of 5 objectives held`, or what there is to say without any. */
export function objectivesSummary(analysis: Analysis): string {
  const all = analysis.objectives.length;
  if (all === 0) return 'no objectives were set';
  const held = analysis.objectives.filter((objective) => objective.verdict === 'held').length;
  return `${held} of ${all} ${all === 1 ? 'objective' : 'objectives'} held`;
}
