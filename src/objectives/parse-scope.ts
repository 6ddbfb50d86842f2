/** Of which requests: `of checkout`, `of journey buy`, `of route "GET /"`. */
import type { Scope } from './objective.ts';
import type { Cursor } from './tokens.ts';

export function scope(cursor: Cursor): Scope {
  return cursor.takes('of') ? scopeNamed(cursor) : null;
}

/** A name, or `journey NAME` and `route NAME`; a route that is itself called `journey` is meant where no name follows. */
export function scopeNamed(cursor: Cursor): Exclude<Scope, null> {
  for (const kind of ['journey', 'route'] as const) {
    if (!cursor.sees(kind) || !cursor.seesNameAfter(kind)) continue;
    cursor.expect(kind);
    const name = cursor.name(`the name of a ${kind}`);
    return kind === 'journey' ? { journey: name } : { route: name };
  }
  return cursor.name('the name of a route or journey');
}
