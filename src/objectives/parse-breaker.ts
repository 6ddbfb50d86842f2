/** What a breaker must do: `breaker payments opens on all within 5s after payments-slow`. */
import { parsePercent } from '../units.ts';
import type { Objective } from './objective.ts';
import { afterThatFault, during, time } from './parse-when.ts';
import type { Cursor } from './tokens.ts';

/** After the word `breaker`. */
export function parseBreaker(cursor: Cursor, text: string): Objective {
  const name = cursor.name('the name of a breaker');
  const to = cursor.takes('opens') ? 'opens' : cursor.takes('closes') ? 'closes' : null;
  if (to) {
    const share = onShare(cursor);
    if (!cursor.takes('within')) cursor.fail('onShare' in share ? '`within`' : '`within` or `on all`');
    return { text, kind: 'breaker-moves', breaker: name, to, withinMs: time(cursor), after: afterThatFault(cursor), ...share };
  }
  if (cursor.takes('stays')) {
    cursor.expect('closed');
    const share = onShare(cursor);
    return { text, kind: 'breaker-stays-closed', breaker: name, during: during(cursor), ...share };
  }
  if (cursor.takes('trips')) {
    cursor.expect('at', 'most');
    const atMost = cursor.value((word) => (/^\d+$/.test(word) ? Number(word) : undefined), 'a whole number');
    if (!cursor.takes('times')) cursor.takes('time');
    const share = onShare(cursor);
    return { text, kind: 'breaker-trips', breaker: name, atMost, during: during(cursor), ...share };
  }
  return cursor.fail('`opens`, `closes`, `stays closed` or `trips at most`');
}

/** `on all`, `on any`, `on 50%`: how many of the breaker's instances it is asked of. */
export function onShare(cursor: Cursor): { onShare?: number } {
  if (!cursor.takes('on')) return {};
  if (cursor.takes('all')) return { onShare: 1 };
  if (cursor.takes('any')) return { onShare: 0 };
  return {
    onShare: cursor.value((word) => inRange(parsePercent(word)), '`all`, `any` or a percentage of the instances, such as `50%`'),
  };
}

function inRange(share: number | undefined): number | undefined {
  return share !== undefined && share > 0 && share <= 1 ? share : undefined;
}
