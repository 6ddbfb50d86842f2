/** Abort rules: a measure that must not hold for a while: `error rate > 95% for 30s`, `p99 of checkout > 10s for 20s`. */
import { parseDuration } from '../units.ts';
import type { Objective } from './objective.ts';
import { parseCondition } from './parse-measure.ts';
import { parseWith, type TextMistake } from './tokens.ts';

/** -> the measure and how long it must hold, or what is wrong and at which column (from 1). */
export function parseAbort(text: string): { measure: Objective; forMs: number } | TextMistake {
  return parseWith(text, (cursor) => {
    const measure = { text: text.trim(), ...parseCondition(cursor), during: { over: 'run' } as const };
    cursor.expect('for');
    const forMs = cursor.value((word) => atLeastASecond(parseDuration(word)), 'a time of at least 1s, such as `30s`');
    cursor.end('the end');
    return { measure, forMs };
  });
}

/** Counts come in steps of a few hundred milliseconds: over less than a second a rule would be judged on one of them. */
function atLeastASecond(ms: number | undefined): number | undefined {
  return ms !== undefined && ms >= 1_000 ? ms : undefined;
}
