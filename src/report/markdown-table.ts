/** Sections and tables of report.md. */

/** Rows a table shows before it says how many more there are. */
const mostRows = 30;

export function section(title: string, body: string): string {
  return `### ${title}\n\n${body}`;
}

/** `most`: rows that are shown. Cells are Markdown already; columns from `rightFrom` on are set flush right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom = head.length,
  most = mostRows,
): string {
  const shown = rows.slice(0, most);
  const more = rows.length > shown.length ? `\n\n… and ${rows.length - shown.length} more: see report.html.` : '';
  return [line(head), line(head.map((_, index) => (index >= rightFrom ? '---:' : '---'))), ...shown.map(line)].join('\n') + more;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
