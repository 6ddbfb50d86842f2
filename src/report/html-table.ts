/** Tables of the page, each in a box of its own that scrolls sideways where the screen is narrow. */
import { unknown } from './figures.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

export type Cell = Markup | string;

export function box(title: string, body: Markup | null, notes: readonly string[]): Markup | null {
  if (body === null) return null;
  return markup`<section><h2>${title}</h2><div class="card scroll">${body}</div>${notes.map((note) => markup`<p class="footnote">${note}</p>`)}</section>`;
}

/** Columns from `from` up to `to` hold numbers and are set flush right; what is `below` a row takes its whole width. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  from: number,
  to = head.length,
  below: readonly (Markup | null)[] = [],
): Markup | null {
  if (rows.length === 0) return null;
  // A series, a moment and its numbers, is read down its columns.
  const series = from === 1 && to === head.length;
  const stacks = head.length > mostNarrow && !series;
  const kind = stacks ? markup` class="${head.length > mostPlain ? 'stacks many' : 'stacks'}"` : null;
  const isNumber = (column: number): boolean => column >= from && column < to;
  const number = (column: number): Markup | null => (isNumber(column) ? markup` class="n"` : null);
  const headings = head.map((cell, column) => markup`<th scope="col"${number(column)}>${cell}</th>`);
  const lines = rows.map((cells, row) => {
    const under = below[row] ?? null;
    const more = under === null ? null : markup`<tr class="below"><td colspan="${head.length}">${under}</td></tr>`;
    const shown = cells.map((cell, column) => {
      const label = stacks ? markup` data-label="${head[column] ?? ''}"` : null;
      return markup`<td${isNumber(column) ? numeric(cell) : breaking(cell)}${label}>${cell}</td>`;
    });
    return markup`<tr>${shown}</tr>${more}`;
  });
  return markup`<table${kind}><thead><tr>${headings}</tr></thead><tbody>${lines}</tbody></table>`;
}

/** With more columns than this a narrow screen shows each row as a card. */
const mostNarrow = 5;
/** With more columns than this the headings break and the cells stand closer, so that a usual screen shows them all. */
const mostPlain = 9;

/** A number never breaks from its unit; words in the place of one may. */
function numeric(cell: Cell): Markup {
  if (cell === unknown) return markup` class="n none"`;
  return typeof cell === 'string' && cell.length > 18 ? markup` class="n long"` : markup` class="n"`;
}

/** What stands in words below a row: in sight, however far its table is scrolled. Null where there is nothing to say. */
export function under(text: Cell): Markup | null {
  return text === '' ? null : markup`<div class="under">${text}</div>`;
}

/** Short cells never break, long ones get room: so that a narrow screen scrolls a table instead of crushing it. */
function breaking(cell: Cell): Markup | null {
  if (typeof cell !== 'string') return null;
  if (cell.length <= 24) return markup` class="short"`;
  return cell.length > 40 ? markup` class="long"` : null;
}
