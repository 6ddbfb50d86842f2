/** Tables of the page, each in a box of its own that scrolls sideways where the screen is narrow. */
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
  const number = (column: number): Markup | null => (column >= from && column < to ? markup` class="n"` : null);
  const headings = head.map((cell, column) => markup`<th scope="col"${number(column)}>${cell}</th>`);
  const lines = rows.map((cells, row) => {
    const under = below[row] ?? null;
    const more = under === null ? null : markup`<tr class="below"><td colspan="${head.length}">${under}</td></tr>`;
    return markup`<tr>${cells.map((cell, column) => markup`<td${number(column) ?? breaking(cell)}>${cell}</td>`)}</tr>${more}`;
  });
  return markup`<table><thead><tr>${headings}</tr></thead><tbody>${lines}</tbody></table>`;
}

/** Short cells never break, long ones get room: so that a narrow screen scrolls a table instead of crushing it. */
function breaking(cell: Cell): Markup | null {
  if (typeof cell !== 'string') return null;
  if (cell.length <= 24) return markup` class="short"`;
  return cell.length > 40 ? markup` class="long"` : null;
}
