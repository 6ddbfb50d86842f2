/** Histories on a terminal: a table for the runs of one plan and fingerprint, a line a metric, the latest run at the right end. */
import { valueText } from '../analysis/compare/change-text.ts';
import { fewestNights } from '../analysis/compare/judge-run.ts';
import { fingerprintText } from '../analysis/compare/like.ts';
import type { TrendGroup, Trends } from '../analysis/compare/trends.ts';
import { wrap } from './columns.ts';
import { counted, unknown } from './figures.ts';
import { sparkline } from './sparkline.ts';
import { paint, said, styled, type Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

/** As wide as a history is looked at. */
const mostBars = 30;
const columns = ['metric', 'lowest', 'median', 'highest', 'last', 'trend'];

export function renderHistory(trends: Trends, options: { readonly color: boolean; readonly width: number }): string {
  const { groups, unreadable } = trends;
  const width = Math.max(40, options.width);
  const lines = groups.flatMap((group, index): Line[] => [...(index === 0 ? [] : [[]]), ...groupLines(group, width)]);
  const why = leftOutText(trends.leftOut);
  const around = groups.length === 0 ? nothingText(trends) : why === null ? null : `left out: ${why}`;
  const texts = [addedText(trends), around].map((text): Line[] => (text === null ? [] : wrap(text, width).map((line) => [line])));
  const bad: Line[] =
    unreadable.length === 0 ? [] : [[styled('unsure', `${counted(unreadable.length, 'line')} can't be read: ${unreadable.join(', ')}`)]];
  return paint([...(texts[0] ?? []), ...lines, ...(texts[1] ?? []), ...bad], { width, color: options.color }).join('\n');
}

function addedText({ added, file }: Trends): string | null {
  if (added === null) return null;
  const known = added.known === 0 ? '' : `, ${added.known} ${added.known === 1 ? 'was' : 'were'} in it`;
  return `${counted(added.runs, 'run')} added to ${said(file)}${known}`;
}

/** A file without runs, and one whose runs are not shown, are not the same. */
function nothingText({ file, exists, runs, leftOut }: Trends): string {
  if (!exists) return `${said(file)} does not exist: spike and run make it with --history`;
  if (runs === 0) return `no runs in ${said(file)}`;
  const those = `${counted(runs, 'run')} in ${said(file)}, none of them`;
  const why = leftOutText(leftOut);
  if (why === null) return `${those} asked for`;
  return leftOut.reruns === 0 ? `${those} judged (${codesText(leftOut)})` : `${those} shown: ${why}`;
}

/** `3 were not judged (exit 6 ×2, 7), 1 is a re-run`; null: nothing is left out. */
function leftOutText(leftOut: Trends['leftOut']): string | null {
  const { notJudged, reruns } = leftOut;
  const unjudged = notJudged.reduce((sum, { runs }) => sum + runs, 0);
  const parts = [
    unjudged === 0 ? '' : `${unjudged} ${unjudged === 1 ? 'was' : 'were'} not judged (${codesText(leftOut)})`,
    reruns === 0 ? '' : `${reruns} ${reruns === 1 ? 'is a re-run' : 'are re-runs'}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

function codesText({ notJudged }: Trends['leftOut']): string {
  return `exit ${notJudged.map(({ exitCode, runs }) => (runs === 1 ? `${exitCode}` : `${exitCode} ×${runs}`)).join(', ')}`;
}

function groupLines({ scenario, planHash, fingerprint, runs, metrics }: TrendGroup, width: number): Line[] {
  const counting = runs.filter(({ counts }) => counts).length;
  const lacking = counting >= fewestNights ? '' : `, ${fewestNights} are needed to judge another by them`;
  const [first, last] = [runs[0], runs.at(-1)].map((run) => (run?.at ?? '').slice(0, 10));
  const [head = '', ...rows] = plainTable(columns, metrics.map(cellsOf), width);
  return [
    [styled('bold', said(scenario)), `  plan ${planHash.slice(0, 12)}  ${counted(runs.length, 'run')}, ${first} to ${last}`],
    ...wrap(said(`${fingerprintText(fingerprint)}; ${counting} of them held${lacking}`), width - 2).map((text): Line => [
      styled('dim', `  ${text}`),
    ]),
    [styled('dim', head)],
    ...rows.map((row): Line => [row]),
  ];
}

function cellsOf({ metric, unit, values, notRecovered, median }: TrendGroup['metrics'][number]): string[] {
  const known = values.filter((value) => value !== null);
  const never = notRecovered.includes(true);
  const show = (value: number | null | undefined, not: boolean): string =>
    value == null ? (not ? 'not recovered' : unknown) : valueText(value, unit);
  const from = Math.max(0, values.length - mostBars);
  return [
    metric,
    show(known.length === 0 ? null : Math.min(...known), never),
    show(median, never),
    never ? 'not recovered' : show(known.length === 0 ? null : Math.max(...known), false),
    show(values.at(-1), notRecovered.at(-1) ?? false),
    sparkline(values.slice(from), (index) => (notRecovered[from + index] ? '✗' : ' ')),
  ];
}
