/** A regression and the run that was to confirm it: both attempts side by side, and what counts. */
import type { Analysis } from '../analysis/analysis.ts';
import { changeText, valueText } from '../analysis/compare/change-text.ts';
import { wrap } from './columns.ts';
import { paint, said, styled, type Line } from './styled.ts';

export interface Confirmation {
  /** For the terminal, without a newline at the end. */
  readonly text: (screen: { readonly color: boolean; readonly width: number }) => string;
  readonly json: {
    readonly confirmations: readonly { readonly run: string; readonly rerun: string; readonly confirmed: readonly string[] }[];
  };
  /** The runs' own codes say it all. */
  readonly exitCode: null;
}

/** undefined: none of the runs was run again. */
export function renderConfirmation(runs: readonly Analysis[]): Confirmation | undefined {
  const pairs = runs.flatMap((again) => {
    const first = runs.find(({ run }) => run.id === again.comparison?.rerunOf);
    return first === undefined ? [] : [{ first, again }];
  });
  if (pairs.length === 0) return undefined;
  return {
    json: {
      confirmations: pairs.map(({ first, again }) => ({
        run: first.run.id,
        rerun: again.run.id,
        confirmed: again.comparison?.confirmed ?? [],
      })),
    },
    exitCode: null,
    text: ({ color, width }) => {
      const columns = Math.max(40, width);
      return paint(
        pairs.flatMap(({ first, again }) => pairLines(first, again, columns)),
        { width: columns, color },
      ).join('\n');
    },
  };
}

function pairLines(first: Analysis, again: Analysis, width: number): Line[] {
  const confirmed = again.comparison?.confirmed ?? [];
  const judged = again.exitCode === 0 || again.exitCode === 8;
  const word = confirmed.length > 0 ? 'REGRESSION' : judged ? 'NOT CONFIRMED' : 'NOT JUDGED';
  const head: Line = [
    styled(confirmed.length > 0 ? 'bad' : judged ? 'good' : 'unsure', word),
    '  ',
    styled('bold', said(first.scenario.name)),
    ' in two attempts',
  ];
  const lines = (first.comparison?.regressions ?? []).flatMap((name): Line[] => {
    const [one, two] = [first, again].map(({ comparison }) => comparison?.metrics.find(({ metric }) => metric === name));
    if (one === undefined) return [];
    const second = two?.actual === null || two === undefined ? (two?.reason ?? 'not known') : valueText(two.actual, two.unit);
    const text = `${name}: ${changeText(one)}; again ${second}, ${confirmed.includes(name) ? 'confirmed' : judged ? 'within the usual' : 'not judged'}`;
    return wrap(said(text), width - 4).map((part, index): Line => [index === 0 ? '  ' : '    ', part]);
  });
  const why = judged
    ? []
    : wrap(said(`the second attempt could not be judged: ${again.reason}`), width - 2).map((part): Line => ['  ', part]);
  return [head, ...lines, ...why];
}
