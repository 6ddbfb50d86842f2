/** HAProxy's statistics as CSV (`/stats;csv`): a row for each server, and one for its backend. */
import { parse } from 'csv-parse/sync';
import { matches, type Adapter } from '../adapter.ts';
import { whatItIs } from '../payload.ts';
import type { Reading } from '../reading.ts';
import type { HaproxySource, Labels } from '../source.ts';
import { stateOf, worst } from '../states.ts';

/** Of `DOWN 1/2` the first word counts. A server in maintenance, drained or without a check is neither in nor tripped. */
const words = { UP: 'closed', DOWN: 'open' } as const;

export const haproxy: Adapter<HaproxySource> = {
  transport: 'poll',
  parse(text) {
    if (!/^# *pxname,/.test(text)) {
      const got = /^\s*</.test(text) ? 'an HTML page: add ;csv to its URL' : whatItIs(text);
      return { problem: `expected HAProxy's statistics as CSV, which begin "# pxname,", got ${got}` };
    }
    const rows = rowsOf(text);
    const among = (match: Labels): Labels[] => rows.filter((row) => matches(row, match));
    return {
      read(_, match) {
        const own = among(match);
        return own.length === 0 ? undefined : readRows(own);
      },
      list: () =>
        rows
          .filter(({ svname, status = '' }) => svname !== 'FRONTEND' && stateIn(status) !== null)
          .map(({ proxy = '', server = '', status = '' }) => ({
            name: server === 'BACKEND' ? proxy : `${proxy}/${server}`,
            match: { proxy, server },
            state: stateIn(status),
          })),
      process: null,
    };
  },
};

/** Columns by name, and `proxy` and `server` as HAProxy's Prometheus exporter calls the first two. */
function rowsOf(text: string): Labels[] {
  const rows: Record<string, string>[] = parse(text.replace(/^# */, ''), {
    columns: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  return rows.map((row) => ({ ...row, proxy: row['pxname'] ?? '', server: row['svname'] ?? '' }));
}

function readRows(own: readonly Labels[]): Reading {
  const sum = (column: string): number | null => {
    const numbers = own
      .map((row) => row[column] ?? '')
      .filter((text) => text !== '')
      .map(Number)
      .filter(Number.isFinite);
    return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0);
  };
  const seconds = own.length === 1 ? sum('lastchg') : null;
  return {
    state: worst(own.map(({ status = '' }) => stateIn(status))),
    opened: sum('chkdown'),
    halfOpened: null,
    closed: null,
    rejected: null,
    // A difference of whole seconds, each of which was cut off.
    ...(seconds === null ? {} : { changedAgoMs: [Math.max(0, seconds - 1) * 1_000, (seconds + 1) * 1_000] as const }),
  };
}

function stateIn(status: string): Reading['state'] {
  return stateOf(words, status.split(' ', 1)[0]);
}
