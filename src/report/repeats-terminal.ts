/** The end of several repetitions on a terminal: how often each objective held, and how far the runs lie apart. */
import type { RepeatedFault, Repeats } from '../analysis/repeats/repeats.ts';
import { wrap } from './columns.ts';
import { ditherText, faultRows, heldText, howMany, objectiveVerdict, outText, runRows, type SpreadRow } from './repeats-figures.ts';
import { paint, said, styled, type Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';
import { verdictMark, verdictTone } from './verdict.ts';

export interface RepeatsOptions {
  readonly color: boolean;
  readonly width: number;
  /** What was written, as the user would type it. */
  readonly paths: readonly string[];
}

/** Lines of at most `width` columns, without a newline at the end. */
export function renderRepeatsTerminal(repeats: Repeats, options: RepeatsOptions): string {
  const width = Math.max(40, options.width);
  const { scenario } = repeats;
  const blocks: Line[][] = [
    [[styled('bold', `${howMany(repeats)} of ${said(scenario.name)}`), ` on ${said(scenario.target)}`]],
    repeats.objectives.flatMap((objective) => {
      const verdict = objectiveVerdict(objective);
      const [first = '', ...rest] = wrap(`${said(objective.text)} · ${heldText(objective)}`, width - 4);
      return [[styled(verdictTone(verdict), `  ${verdictMark(verdict)} `), first], ...rest.map((text): Line => ['    ', text])];
    }),
    ...repeats.faults.map((fault) => faultLines(fault, width)),
    tableLines('whole run', runRows(repeats), width),
    [
      ...outText(repeats).flatMap((text) => labelled('left out', text, width)),
      ...options.paths.flatMap((path, index): Line[] => [[(index === 0 ? '  wrote' : '').padEnd(13), styled('accent', said(path))]]),
    ],
  ];
  const lines = blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return paint(lines, { width, color: options.color }).join('\n');
}

function faultLines(fault: RepeatedFault, width: number): Line[] {
  const dither = ditherText(fault);
  const rows = faultRows(fault);
  return [
    [styled('bold', `fault ${said(fault.id)}`), `  ${said(fault.describe)}`],
    ...(dither === null ? [] : wrap(dither, width - 4).map((text): Line => ['    ', styled('dim', text)])),
    ...tableLines('', rows, width),
    ...rows.flatMap(({ what, note }) =>
      note === '' || note === 'at least' ? [] : wrap(`${what}: ${note}`, width - 4).map((text): Line => ['    ', styled('unsure', text)]),
    ),
  ];
}

function tableLines(title: string, rows: readonly SpreadRow[], width: number): Line[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ what, median, range, n }) => [said(what), median, range, n]);
  const [head = '', ...body] = plainTable([title, 'median', 'range', 'n'], cells, width);
  return [[styled('dim', head)], ...body.map((line): Line => [line])];
}

function labelled(label: string, text: string, width: number): Line[] {
  return wrap(said(text), width - 13).map((line, index): Line => [(index === 0 ? `  ${label}` : '').padEnd(13), line]);
}
