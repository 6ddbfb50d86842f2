/** Lines of a log, told apart by regular expressions. */
import { matches, type Adapter } from '../adapter.ts';
import { readDate } from '../dates.ts';
import { readingOfLog, type LoggedMove } from '../reading.ts';
import type { Labels, LogSource } from '../source.ts';

export const log: Adapter<LogSource> = {
  transport: 'lines',
  parse(text) {
    const lines = text.split(/\r?\n/).filter((line) => line !== '');
    return {
      read(source, match) {
        const moves = lines.flatMap((line) => moveIn(line, source)).filter(({ labels }) => matches(labels, match));
        return moves.length === 0 ? undefined : readingOfLog({ moves: moves.map(({ move }) => move) });
      },
      list(source) {
        const said = lines.flatMap((line) => moveIn(line, source));
        const last = new Map(said.map(({ labels, move }) => [labels['breaker'] ?? '', move.to]));
        return [...last].map(([name, state]) => ({ name, match: name === '' ? {} : { breaker: name }, state }));
      },
      process: null,
    };
  },
};

/** At most one: of several patterns that fit, the first. Groups with a name, `time` aside, are what the line can be told by. */
function moveIn(line: string, { opened, halfOpened, closed }: LogSource): { labels: Labels; move: LoggedMove }[] {
  for (const [to, pattern] of [
    ['open', opened],
    ['half-open', halfOpened],
    ['closed', closed],
  ] as const) {
    const found = pattern === null ? null : compiled(pattern).exec(line);
    if (found === null) continue;
    const { time, ...labels } = found.groups ?? {};
    const given = Object.entries(labels).filter(([, text]) => text !== undefined);
    return [{ labels: Object.fromEntries(given), move: { from: null, to, atMs: readDate(time) ?? null } }];
  }
  return [];
}

const patterns = new Map<string, RegExp>();

/** A pattern is compiled once, not for each line. */
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known;
}
