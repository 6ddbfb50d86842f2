/** Measures against a bound: `p99 of product < 300ms during peak`, `error rate by time < 1%`, `goodput > 450/s after payments-slow`. */
import { parseDuration, parsePercent, parseRate } from '../units.ts';
import type { Comparison, During, Objective } from './objective.ts';
import type { Cursor } from './tokens.ts';

type ShareMeasure = Extract<Objective, { kind: 'share' }>['measure'];

const shares: readonly ShareMeasure[] = ['error rate', 'availability', 'degraded rate', 'shed rate'];

export const measureNames = '`p99` (any percentile), `error rate`, `availability`, `degraded rate`, `shed rate`, `goodput`, `rate`';

/** Reads a measure, its scope, comparison and bound. `over` reads the time it is taken over; `text` is kept with it. */
export function parseMeasure(cursor: Cursor, text: string, over: (cursor: Cursor) => During): Objective {
  const quantile = takePercentile(cursor);
  if (quantile !== null) {
    const of = scope(cursor);
    return {
      text,
      kind: 'percentile',
      quantile,
      of,
      is: comparison(cursor),
      boundMs: cursor.value(parseDuration, 'a time with its unit, such as `300ms`'),
      during: over(cursor),
    };
  }
  const measure = takeShare(cursor);
  if (measure) {
    const weight = takeWeight(cursor);
    const of = scope(cursor);
    return {
      text,
      kind: 'share',
      measure,
      weight,
      of,
      is: comparison(cursor),
      bound: cursor.value(exactPercent, 'a percentage, such as `1%`'),
      during: over(cursor),
    };
  }
  const rate = cursor.takes('goodput') ? 'goodput' : cursor.takes('rate') ? 'rate' : null;
  if (rate) {
    const of = scope(cursor);
    return {
      text,
      kind: 'rate',
      measure: rate,
      of,
      is: comparison(cursor),
      perSecond: cursor.value(parseRate, 'a rate with its unit, such as `450/s`'),
      during: over(cursor),
    };
  }
  return cursor.fail(measureNames);
}

function takeShare(cursor: Cursor): ShareMeasure | undefined {
  const measure = shares.find((words) => cursor.sees(words.split(' ')[0] as string));
  if (measure) cursor.expect(...measure.split(' '));
  return measure;
}

/** `during X` or `after FAULT` or nothing. Whether X is a stage or a fault is bound later (names.ts): here it reads as a stage. */
export function parseDuring(cursor: Cursor): During {
  if (cursor.takes('during')) return { over: 'stage', name: cursor.name('the name of a stage or fault') };
  if (cursor.takes('after')) return { over: 'after', name: cursor.name('the id of a fault') };
  return { over: 'run' };
}

function takePercentile(cursor: Cursor): number | null {
  if (cursor.takes('median')) return 0.5;
  return cursor.seesWhere((word) => quantileOf(word) !== undefined) ? cursor.value(quantileOf, measureNames) : null;
}

/** `99.9%` -> 0.999, not the 0.9990000000000001 of the division. */
function exactPercent(text: string): number | undefined {
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
  cursor.expect('request');
  return 'request';
}

function scope(cursor: Cursor): string | null {
  return cursor.takes('of') ? cursor.name('the name of a route or journey') : null;
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

function comparison(cursor: Cursor): Comparison {
  for (const [spelt, is] of words) if (cursor.takes(...spelt)) return is;
  return cursor.fail('`<`, `<=`, `>`, `>=`, `below`, `above`, `at most` or `at least`');
}
