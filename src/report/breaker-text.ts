/** A breaker in words, each with the grade of what is known of it. */
import { gradeText } from '../breakers/infer/grade.ts';
import { widestMs } from '../breakers/infer/inference.ts';
import { formatMs } from '../units.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { unmovedText } from './breaker-sources.ts';
import { count, counted, moment } from './figures.ts';

type Breaker = Analysis['breakers'][number];

/** `B upstream silent`; null where nothing is known. */
export function gradeOf({ grade, transitions }: Breaker): string | null {
  return grade === null ? null : gradeText(grade, transitions.length > 0);
}

/** `at least 2 trips, 1 from half-open, open for 4.1 s (B upstream silent)`, `stayed closed (A reported)`, or why nothing is known. */
export function breakerText(breaker: Breaker): string {
  const { trips, reopens, openMs, atLeast, transitions } = breaker;
  const grade = gradeOf(breaker);
  if (!breaker.answered) return breaker.unknownWhy ?? 'its source did not answer';
  const said = grade === null ? '' : ` (${grade})`;
  if (trips === 0 && transitions.length === 0) return `${unmovedText(breaker)}${said}`;
  return `${atLeast ? 'at least ' : ''}${counted(trips, 'trip')}, ${count(reopens)} from half-open, open for ${formatMs(openMs)}${said}`;
}

/** What else was looked for, one line a grade: `B upstream silent: agrees, opened at 0:12.1`, `D can't tell: 12 errors ...`. */
export function besideTexts({ evidence, answered }: Breaker): string[] {
  if (!answered) return [];
  return evidence
    .filter(({ used, grade }) => !used && grade !== 'A')
    .map(({ grade, trips, openedAtMs, agrees, detail }) => {
      if (trips === null) return `${grade} can't tell: ${detail}`;
      const when = openedAtMs === null ? '' : `, opened ${openedText(openedAtMs)}`;
      return `${gradeText(grade, trips > 0)}${agrees === null ? '' : agrees ? ': agrees' : ': contradicts'}${when}`;
    });
}

function openedText([from, to]: readonly [number, number]): string {
  return to - from <= widestMs ? `at ${moment((from + to) / 2)}` : `between ${moment(from)} and ${moment(to)}`;
}

/** What the numbers rest on, where they were inferred: what was seen. */
export function basisText({ evidence }: Breaker): string | null {
  const used = evidence.find((one) => one.used);
  return used === undefined || used.grade === 'A' ? null : used.detail;
}
