/** Measures against a bound: `p99 of product < 300ms over any 10s during peak`, `error rate by time < 1%`, `goodput > 450/s after payments-slow`. */
import { parseDuration, parsePercent, parseRate } from '../units.ts';
import type { Comparison, Measure } from './objective.ts';
import { scope } from './parse-scope.ts';
import { during } from './parse-when.ts';
import type { Cursor } from './tokens.ts';

type ShareMeasure = Extract<Measure, { kind: 'share' }>['measure'];
/** As distributed over the kinds of measures. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

const shares: readonly ShareMeasure[] = ['error rate', 'availability', 'degraded rate', 'shed rate'];

export const measureNames = '`p99` (any percentile), `error rate`, `availability`, `degraded rate`, `shed rate`, `goodput`, `rate`';

const firstWords = ['median', ...shares.map((share) => share.split(' ')[0] as string), 'goodput', 'rate'];

/** Whether a measure comes next. A percentile that is none (`p100`) is one too: what is wrong is said of it. */
export function seesMeasure(cursor: Cursor): boolean {
  return cursor.seesAny(firstWords) || cursor.seesWhere((word) => /^p\d+(\.\d+)?$/.test(word));
}

/** A measure as an objective has it: with the windows and the time it is taken over. */
export function parseMeasure(cursor: Cursor, text: string): Measure {
  const condition = parseCondition(cursor);
  const windows = cursor.takes('over') ? { windowMs: anyWindow(cursor) } : {};
  return { text, ...condition, during: during(cursor), ...windows };
}

function anyWindow(cursor: Cursor): number {
  cursor.expect('any');
  return slidingTime(cursor, 'a time of at least 1s, such as `10s`');
}

/** Counts come in steps of 200 ms and more: over less than a second they would be judged on one of them. */
export function slidingTime(cursor: Cursor, expected: string): number {
  return cursor.value((word) => {
    const ms = parseDuration(word);
    return ms !== undefined && ms >= 1_000 ? ms : undefined;
  }, expected);
}

/** A measure, its scope, comparison and bound, as objectives and abort rules share it. */
export function parseCondition(cursor: Cursor): Without<Measure, 'text' | 'during' | 'windowMs'> {
  const quantile = takePercentile(cursor);
  if (quantile !== null) {
    const of = scope(cursor);
    const is = comparison(cursor, of === null);
    return { kind: 'percentile', quantile, of, is, boundMs: cursor.value(parseDuration, 'a time with its unit, such as `300ms`') };
  }
  const measure = takeShare(cursor);
  if (measure) {
    const weight = takeWeight(cursor);
    const of = scope(cursor);
    const is = comparison(cursor, of === null);
    return { kind: 'share', measure, weight, of, is, bound: cursor.value(exactPercent, 'a percentage, such as `1%`') };
  }
  const rate = cursor.takes('goodput') ? 'goodput' : cursor.takes('rate') ? 'rate' : null;
  if (rate) {
    const of = scope(cursor);
    const is = comparison(cursor, of === null);
    return { kind: 'rate', measure: rate, of, is, perSecond: cursor.value(parseRate, 'a rate with its unit, such as `450/s`') };
  }
  return cursor.fail(measureNames);
}

function takeShare(cursor: Cursor): ShareMeasure | undefined {
  const measure = shares.find((words) => cursor.sees(words.split(' ')[0] as string));
  if (measure) cursor.expect(...measure.split(' '));
  return measure;
}

function takePercentile(cursor: Cursor): number | null {
  if (cursor.takes('median')) return 0.5;
  return cursor.seesWhere((word) => quantileOf(word) !== undefined) ? cursor.value(quantileOf, measureNames) : null;
}

/** `99.9%` -> 0.999, not the 0.9990000000000001 of the division. */
export function exactPercent(text: string): number | undefined {
  const share = parsePercent(text);
  return share === undefined ? undefined : Number(share.toPrecision(12));
}

/** `p99.9` -> 0.999, rounded so that the quotient is the number meant. */
function quantileOf(word: string): number | undefined {
  const match = /^p(\d{1,2}(?:\.\d+)?)$/.exec(word);
  const percent = match ? Number(match[1]) : 0;
  return percent > 0 ? Number((percent / 100).toPrecision(12)) : undefined;
}

function takeWeight(cursor: Cursor): 'request' | 'time' {
  if (!cursor.takes('by')) return 'request';
  if (cursor.takes('time')) return 'time';
  if (!cursor.takes('request')) cursor.fail('`request` or `time`');
  return 'request';
}

const words: readonly (readonly [readonly string[], Comparison])[] = [
  [['<='], '<='],
  [['>='], '>='],
  [['<'], '<'],
  [['>'], '>'],
  [['at', 'most'], '<='],
  [['at', 'least'], '>='],
  [['below'], '<'],
  [['above'], '>'],
];

function comparison(cursor: Cursor, orScope: boolean): Comparison {
  for (const [spelt, is] of words) if (cursor.takes(...spelt)) return is;
  return cursor.fail(`${orScope ? '`of ROUTE`, ' : ''}\`<\`, \`<=\`, \`>\`, \`>=\`, \`below\`, \`above\`, \`at most\` or \`at least\``);
}
