/** The end of several repetitions on a terminal: how often each objective held, and how far the runs lie apart. */
import type { Repeats } from '../analysis/repeats/repeats.ts';
import { wrap } from './columns.ts';
import { howMany, type SpreadRow } from './repeats-figures.ts';
import { repeatsParts, type RepeatsParts } from './repeats-parts.ts';
import { paint, said, styled, type Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

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
  const { verdict, objectives, faults, run, out } = repeatsParts(repeats);
  const blocks: Line[][] = [
    [
      [
        styled(verdict.tone, verdict.word),
        styled('bold', `  ${howMany(repeats)} of ${said(scenario.name)}`),
        ` on ${said(scenario.target)}`,
      ],
      ...wrap(`${verdict.reason}; ${verdict.summary}`, width - 2).map((text): Line => ['  ', text]),
    ],
    objectives.flatMap(({ tone, mark, text, held }) => {
      const [first = '', ...rest] = wrap(`${said(text)} · ${held}`, width - 4);
      return [[styled(tone, `  ${mark} `), first], ...rest.map((more): Line => ['    ', more])];
    }),
    ...faults.map((fault) => faultLines(fault, width)),
    tableLines('whole run', run, width),
    [
      ...out.flatMap((text) => labelled('left out', text, width)),
      ...options.paths.flatMap((path, index): Line[] => [[(index === 0 ? '  wrote' : '').padEnd(13), styled('accent', said(path))]]),
    ],
  ];
  const lines = blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : [[], ...block]));
  return paint(lines, { width, color: options.color }).join('\n');
}

function faultLines({ id, describe, dither, rows }: RepeatsParts['faults'][number], width: number): Line[] {
  return [
    [styled('bold', `fault ${said(id)}`), `  ${said(describe)}`],
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
