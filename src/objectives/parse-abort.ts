/** Abort rules: what must not go on for a while: `error rate > 95% for 30s`, `breaker payments is open for 1m from peak + 10s`. */
import { parseDuration } from '../units.ts';
import type { AbortCondition } from './objective.ts';
import { onShare } from './parse-breaker.ts';
import { measureNames, parseCondition, seesMeasure, slidingTime } from './parse-measure.ts';
import { parseWith } from './parse-with.ts';
import type { Cursor, TextMistake } from './tokens.ts';

export interface AbortRule {
  readonly condition: AbortCondition;
  readonly forMs: number;
  readonly from?: Moment;
}

interface Moment {
  readonly stage: string | null;
  readonly offsetMs: number;
}

/** -> what is watched, how long it must hold and from when on, or what is wrong and at which column (from 1). */
export function parseAbort(text: string): AbortRule | TextMistake {
  return parseWith(text, (cursor) => {
    const condition = read(cursor, text.trim());
    const measured = 'is' in condition;
    if (measured && !cursor.sees('for')) cursor.fail('`for`');
    const forMs = cursor.takes('for') ? howLong(cursor, measured) : 0;
    const from = cursor.takes('from') ? { from: moment(cursor) } : {};
    const more = [...(forMs > 0 || measured ? [] : ['`for TIME`']), ...('from' in from ? [] : ['`from STAGE`'])];
    cursor.end(more.length === 0 ? 'the end' : `${more.join(', ')} or the end`);
    return { condition, forMs, ...from };
  });
}

function read(cursor: Cursor, text: string): AbortCondition {
  if (cursor.takes('breaker')) {
    const breaker = cursor.name('the name of a breaker');
    cursor.expect('is', 'open');
    return { kind: 'breaker-open', breaker, ...onShare(cursor) };
  }
  if (cursor.takes('probe')) {
    const probe = cursor.name('the name of a probe');
    cursor.expect('fails');
    return { kind: 'probe-fails', probe };
  }
  if (cursor.takes('alert')) {
    const alert = cursor.name('the name of an alert');
    cursor.expect('fires');
    return { kind: 'alert-fires', alert };
  }
  if (seesMeasure(cursor)) return { text, ...parseCondition(cursor), during: { over: 'run' } };
  return cursor.fail(`a condition: ${measureNames}, \`breaker NAME is open\`, \`probe NAME fails\` or \`alert NAME fires\``);
}

function howLong(cursor: Cursor, measured: boolean): number {
  return measured
    ? slidingTime(cursor, 'a time of at least 1s, such as `30s`')
    : cursor.value(parseDuration, 'a time with its unit, such as `30s`');
}

/** `20s` from the start of the load, `peak`, `peak + 10s`. */
function moment(cursor: Cursor): Moment {
  const expected = 'a time from the start of the load, or STAGE [+ time]';
  if (cursor.seesWhere((word) => parseDuration(word) !== undefined))
    return { stage: null, offsetMs: cursor.value(parseDuration, expected) };
  const stage = cursor.name(expected);
  return { stage, offsetMs: cursor.takes('+') ? cursor.value(parseDuration, 'a time with its unit, such as `10s`') : 0 };
}
