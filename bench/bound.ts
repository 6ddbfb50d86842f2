/** What is promised, against what was measured. */
export interface Bound {
  readonly text: string;
  /** null: it was not measured. */
  readonly held: boolean | null;
  readonly figures: string;
}

/** As a table of Markdown. */
export function boundsTable(bounds: readonly Bound[]): string {
  const answer = ({ held }: Bound): string => (held === null ? 'not measured' : held ? 'yes' : '**no**');
  return [
    '| bound | held | figures |',
    '|---|---|---|',
    ...bounds.map((bound) => `| ${bound.text} | ${answer(bound)} | ${bound.figures} |`),
  ].join('\n');
}
