/**
 * The grammar of objectives (docs/objectives.md), read word by word, so that a mistake has a column and says what
 * could have stood there. Names are not checked here: names.ts lists and binds them.
 */
import { anyAlert } from './alert-pattern.ts';
import type { Objective } from './objective.ts';
import { parseBreaker } from './parse-breaker.ts';
import { afterFault, during, time } from './parse-when.ts';
import { exactPercent, measureNames, parseMeasure, seesMeasure } from './parse-measure.ts';
import { scope, scopeNamed } from './parse-scope.ts';
import { everyFault } from './names.ts';
import { parseWith } from './parse-with.ts';
import type { Cursor, TextMistake } from './tokens.ts';

/** `p99 of product < 300ms during peak` -> the objective, or what is wrong and at which column (from 1). */
export function parseObjective(text: string): { objective: Objective } | TextMistake {
  return parseWith(text, (cursor) => {
    const objective = read(cursor, text.trim());
    cursor.end(endings(objective));
    return { objective };
  });
}

const verbs = ['recovers', 'degrades'] as const;

function read(cursor: Cursor, text: string): Objective {
  // The verb decides before the first word does, so that a route may be called `rate` or `breaker`.
  if (verbs.some((verb) => cursor.sees(verb))) return comesBack(cursor, text, null);
  if (cursor.seesSecond(...verbs)) return comesBack(cursor, text, cursor.name('the name of a route or journey'));
  if (cursor.seesThird(...verbs)) return comesBack(cursor, text, scopeNamed(cursor));
  if (cursor.takes('detects')) {
    cursor.expect('within');
    return { text, kind: 'detects', withinMs: time(cursor), after: afterFault(cursor) };
  }
  if (cursor.takes('breaker')) return parseBreaker(cursor, text);
  if (cursor.takes('alert')) return alert(cursor, text);
  if (cursor.takes('probe')) return probe(cursor, text);
  if (cursor.takes('no')) return none(cursor, text);
  if (cursor.sees('error', 'budget')) return budget(cursor, text);
  if (seesMeasure(cursor)) return parseMeasure(cursor, text);
  return cursor.fail(
    `an objective: ${measureNames}, \`error budget\`, \`breaker NAME\`, \`alert NAME\`, \`probe NAME\`, \`[ROUTE] recovers\`, \`[ROUTE] degrades\`, \`detects\`, \`no acknowledged order\` or \`no alert\``,
  );
}

function comesBack(cursor: Cursor, text: string, of: Extract<Objective, { kind: 'recovers' }>['of']): Objective {
  if (cursor.takes('recovers')) {
    cursor.expect('within');
    return { text, kind: 'recovers', of, withinMs: time(cursor), after: afterFault(cursor) };
  }
  cursor.expect('degrades', 'at', 'most');
  return { text, kind: 'degrades', of, forAtMostMs: time(cursor), after: afterFault(cursor) };
}

function alert(cursor: Cursor, text: string): Objective {
  const name = cursor.name('the name of an alert');
  const to = cursor.takes('fires') ? 'fires' : cursor.takes('clears') ? 'clears' : cursor.fail('`fires` or `clears`');
  cursor.expect('within');
  return { text, kind: 'alert-moves', alert: name, to, withinMs: time(cursor), after: afterFault(cursor) };
}

function probe(cursor: Cursor, text: string): Objective {
  const name = cursor.name('the name of a probe');
  cursor.expect('holds');
  return { text, kind: 'probe-holds', probe: name, during: during(cursor) };
}

function none(cursor: Cursor, text: string): Objective {
  if (cursor.takes('alert')) {
    const pattern = cursor.takes('matching') ? cursor.name('the name of an alert, in which `*` stands for anything') : anyAlert;
    if (!cursor.takes('fires')) cursor.fail(pattern === anyAlert ? '`matching NAME` or `fires`' : '`fires`');
    return { text, kind: 'alert-silent', alert: pattern, during: during(cursor) };
  }
  if (!cursor.takes('acknowledged')) cursor.fail('`acknowledged order` or `alert`');
  cursor.expect('order', 'is');
  if (cursor.takes('lost')) return { text, kind: 'orders', not: 'lost' };
  if (cursor.takes('duplicated')) return { text, kind: 'orders', not: 'duplicated' };
  return cursor.fail('`lost` or `duplicated`');
}

/** `error budget of 99.9% spent at most 20% of checkout during peak` */
function budget(cursor: Cursor, text: string): Objective {
  cursor.expect('error', 'budget', 'of');
  const slo = cursor.value((word) => within(exactPercent(word), 0, 1), 'a percentage below 100%, such as `99.9%`');
  cursor.expect('spent', 'at', 'most');
  const atMost = cursor.value(exactPercent, 'a percentage of the budget, such as `20%`');
  return { text, kind: 'budget', slo, atMost, of: scope(cursor), during: during(cursor) };
}

/** Strictly between the two. */
function within(share: number | undefined, low: number, high: number): number | undefined {
  return share !== undefined && share > low && share < high ? share : undefined;
}

/** What may still come: said where something else does. */
function endings(objective: Objective): string {
  const more: string[] = [];
  if ('during' in objective && objective.during.over === 'run') {
    if (objective.kind === 'budget' && objective.of === null) more.push('`of ROUTE`');
    if ('is' in objective && objective.windowMs === undefined) more.push('`over any TIME`');
    if (objective.kind.startsWith('breaker') && !('onShare' in objective)) more.push('`on all`');
    more.push('`during STAGE`, `during FAULT`, `after FAULT`');
  }
  if ('after' in objective && objective.after === everyFault) more.push('`after FAULT`');
  return [more.join(', '), 'the end'].filter((part) => part !== '').join(' or ');
}
