/** Acknowledged orders against persisted ones, in words, said the same way by every report. */
import { formatMs } from '../units.ts';
import type { Reconciled } from '../analysis/reconciled.ts';
import { count, counted } from './figures.ts';

/** Ids of each kind that a report shows; all are in report.json. */
const mostIds = 20;

/** `3 late (by 1.2 s at most)`; empty where none is, and in a log that does not tell. */
export function lateText({ late }: Reconciled): string {
  if (late === null || late.length === 0) return '';
  const most = late.reduce((longest, { lagMs }) => Math.max(longest, lagMs[1]), 0);
  return `${count(late.length)} late (by ${formatMs(most)} at most)`;
}

/** What there is to know besides the counts, or empty: how long something that is missing was waited for, and whether the ledger stood still. */
export function readText({ lost, reads, readForMs, settled }: Reconciled): string {
  const read = `was read ${counted(reads, 'time')}${readForMs === null ? '' : ` in ${formatMs(readForMs)}`}`;
  if (!settled) return `the ledger had not settled: it ${read}, and the last two readings do not agree`;
  return lost.length === 0 ? '' : `the ledger ${read}, until settle ended`;
}

/** `lost: o-1, o-2 and 5 more`, a text for each kind there is. */
export function idTexts({ lost, duplicated, late }: Reconciled, most = mostIds): string[] {
  const lags = (late ?? [])
    .toSorted((a, b) => b.lagMs[1] - a.lagMs[1])
    .map(({ id, lagMs: [from, to] }) => `${id} (${formatMs(from)} to ${formatMs(to)})`);
  const kinds: [string, readonly string[]][] = [
    ['lost', lost],
    ['duplicated', duplicated],
    ['late', lags],
  ];
  return kinds.flatMap(([kind, ids]) => {
    if (ids.length === 0) return [];
    const more = ids.length > most ? ` and ${count(ids.length - most)} more, all in report.json` : '';
    return [`${kind}: ${ids.slice(0, most).join(', ')}${more}`];
  });
}
