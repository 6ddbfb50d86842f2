/** Figures in columns under their heads, without borders. */
import Table from 'cli-table3';
import { displayWidth, fit } from './columns.ts';

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/**
 * The head's line and one line a row. The first column holds names, which are cut where there is no room; figures never are. They stand at the
 * right; `texts`: columns that hold words instead, from the first on, stand at the left.
 */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], width: number, texts = 1): string[] {
  const others = Math.max(...[head, ...rows].map((cells) => cells.slice(1).reduce((sum, cell) => sum + displayWidth(cell), 0)));
  const widest = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => displayWidth(cells[column] ?? ''))));
  const taken = widest.slice(1).reduce((sum, columns) => sum + columns, 0) + 2 * head.length;
  const nameRoom = Math.max(8, width - Math.max(taken, others + 2 * head.length));
  // Styles are emptied because the table would colour itself, in pipes too.
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    head: [...head],
    colAligns: head.map((_, column) => (column < texts ? 'left' : 'right')),
  });
  for (const cells of rows) table.push([fit(cells[0] ?? '', nameRoom), ...cells.slice(1)]);
  return table.toString().split('\n');
}
