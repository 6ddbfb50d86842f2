/** Times and when: `15s`, `during peak`, `during payments-slow`, `after payments-slow`. */
import { parseDuration } from '../units.ts';
import { everyFault } from './names.ts';
import type { During } from './objective.ts';
import type { Cursor } from './tokens.ts';

const faultId = 'the id of a fault';

export function time(cursor: Cursor): number {
  return cursor.value(parseDuration, 'a time with its unit, such as `15s`');
}

/** `during X` or `after FAULT` or nothing. Whether X is a stage or a fault is bound later (names.ts): here it reads as a stage. */
export function during(cursor: Cursor): During {
  if (cursor.takes('during')) return { over: 'stage', name: cursor.name('the name of a stage or fault') };
  if (cursor.takes('after')) return { over: 'after', name: cursor.name(faultId) };
  return { over: 'run' };
}

/** `after FAULT`, or after each of them. */
export function afterFault(cursor: Cursor): string {
  return cursor.takes('after') ? cursor.name(faultId) : everyFault;
}

/** `after FAULT`, which must be said. */
export function afterThatFault(cursor: Cursor): string {
  cursor.expect('after');
  return cursor.name(faultId);
}
