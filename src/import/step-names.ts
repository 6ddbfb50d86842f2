/** Names of steps, by which statistics and objectives know them: method and path, with what differs from visit to visit taken out. */
import { literal, mapText } from './hole.ts';
import { decoded } from './pairs.ts';

/** A scenario allows 120 characters. */
const longest = 100;

/** `GET /orders/:orderId/items/:id` */
export function stepName(method: string, path: string): string {
  const [pathname = ''] = path.split('?', 1);
  const segments = pathname.split('/').map((segment) => {
    const shown = mapText(
      segment,
      (expression) => `:${expression.replace(/^env\./, '').replace(/\(.*$/, '')}`,
      (between) => (looksLikeId(between) ? ':id' : literal(decoded(between))),
    );
    return shown;
  });
  return freeName(`${method} ${segments.join('/')}`);
}

/** As a scenario allows it: one line, no quotes, not longer than a line of a table. */
export function freeName(text: string): string {
  const name = text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029"]+/gu, ' ')
    // Nothing is filled in in a name, and it should not look so.
    .replaceAll('${', '{')
    .trim()
    .slice(0, longest)
    // Cut in the middle of a character, it would be half of one.
    .toWellFormed();
  return name === '' ? 'step' : name;
}

/** The same names, those that stand for several made different: `GET /`, `GET / (2)`. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n += 1) unique = `${name} (${n})`;
    taken.add(unique);
    return unique;
  });
}

/** A number, a UUID, a hash or a long mix of letters and digits. */
function looksLikeId(segment: string): boolean {
  return (
    /^\d+$/.test(segment) ||
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(segment) ||
    (/^[\w-]{16,}$/.test(segment) && /\d/.test(segment) && /[A-Za-z]/.test(segment) && !/^([a-z]+-)+[a-z0-9]+$/.test(segment))
  );
}
