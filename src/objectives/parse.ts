/**
 * The grammar of objectives (docs/objectives.md), read word by word, so that a mistake has a column and says what
 * could have stood there. Names are not checked here: names.ts lists and binds them.
 */
import { parseDuration, parsePercent } from '../units.ts';
import { everyFault } from './names.ts';
import type { Objective } from './objective.ts';
import { measureNames, parseDuring, parseMeasure } from './parse-measure.ts';
import { parseWith, type Cursor, type TextMistake } from './tokens.ts';

const time = 'a time with its unit, such as `15s`';
const faultId = 'the id of a fault';

/** `p99 of product < 300ms during peak` -> the objective, or what is wrong and at which column (from 1). */
export function parseObjective(text: string): { objective: Objective } | TextMistake {
  return parseWith(text, (cursor) => {
    const objective = read(cursor, text.trim());
    cursor.end(endings(objective));
    return { objective };
  });
}

function read(cursor: Cursor, text: string): Objective {
  // The verb decides before the first word does, so that a route may be called `rate` or `breaker`.
  if (cursor.seesSecond('recovers', 'degrades')) return comesBack(cursor, text, cursor.name('the name of a route or journey'));
  if (cursor.sees('recovers') || cursor.sees('degrades')) return comesBack(cursor, text, null);
  if (cursor.takes('breaker')) return breaker(cursor, text);
  if (cursor.takes('no')) return orders(cursor, text);
  if (cursor.seesWhere((word) => /^(p\d+(\.\d+)?|median|error|availability|degraded|shed|goodput|rate)$/.test(word)))
    return parseMeasure(cursor, text, parseDuring);
  return cursor.fail(
    `an objective: ${measureNames}, \`breaker NAME\`, \`ROUTE recovers\`, \`ROUTE degrades\` or \`no acknowledged order\``,
  );
}

function breaker(cursor: Cursor, text: string): Objective {
  const name = cursor.name('the name of a breaker');
  const to = cursor.takes('opens') ? 'opens' : cursor.takes('closes') ? 'closes' : null;
  if (to) {
    const onShare = instances(cursor);
    cursor.expect('within');
    const withinMs = cursor.value(parseDuration, time);
    cursor.expect('after');
    return { text, kind: 'breaker-moves', breaker: name, to, withinMs, after: cursor.name(faultId), ...onShare };
  }
  if (cursor.takes('stays')) {
    cursor.expect('closed');
    return { text, kind: 'breaker-stays-closed', breaker: name, during: parseDuring(cursor) };
  }
  if (cursor.takes('trips')) {
    cursor.expect('at', 'most');
    const atMost = cursor.value((word) => (/^\d+$/.test(word) ? Number(word) : undefined), 'a whole number');
    if (!cursor.takes('times')) cursor.takes('time');
    return { text, kind: 'breaker-trips', breaker: name, atMost, during: parseDuring(cursor) };
  }
  return cursor.fail('`opens`, `closes`, `stays closed` or `trips at most`');
}

/** `on all`, `on 50%`: how many of the breaker's instances must have moved; nothing said is any one. */
function instances(cursor: Cursor): { onShare?: number } {
  if (!cursor.takes('on')) return {};
  if (cursor.takes('all')) return { onShare: 1 };
  return { onShare: cursor.value((word) => inRange(parsePercent(word)), '`all` or a percentage of the instances, such as `50%`') };
}

function inRange(share: number | undefined): number | undefined {
  return share !== undefined && share > 0 && share <= 1 ? share : undefined;
}

function comesBack(cursor: Cursor, text: string, of: string | null): Objective {
  if (cursor.takes('recovers')) {
    cursor.expect('within');
    const withinMs = cursor.value(parseDuration, time);
    return { text, kind: 'recovers', of, withinMs, after: afterFault(cursor) };
  }
  cursor.expect('degrades', 'at', 'most');
  const forAtMostMs = cursor.value(parseDuration, time);
  return { text, kind: 'degrades', of, forAtMostMs, after: afterFault(cursor) };
}

function afterFault(cursor: Cursor): string {
  return cursor.takes('after') ? cursor.name(faultId) : everyFault;
}

function orders(cursor: Cursor, text: string): Objective {
  cursor.expect('acknowledged', 'order', 'is');
  if (cursor.takes('lost')) return { text, kind: 'orders', not: 'lost' };
  if (cursor.takes('duplicated')) return { text, kind: 'orders', not: 'duplicated' };
  return cursor.fail('`lost` or `duplicated`');
}

function endings(objective: Objective): string {
  if ('during' in objective)
    return objective.during.over === 'run' ? '`during STAGE`, `during FAULT`, `after FAULT` or the end' : 'the end';
  return 'after' in objective && objective.after === everyFault ? '`after FAULT` or the end' : 'the end';
}
