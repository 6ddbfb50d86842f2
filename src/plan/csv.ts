/** A feeder's file: CSV (RFC 4180) in UTF-8 whose first line names the columns. Empty lines are skipped. */
import { parse } from 'csv-parse/sync';

export interface Csv {
  readonly columns: readonly string[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly string[])[];
}

/** The table, or what is wrong with it; what is wrong repeats nothing of the rows, which may be secret. */
export function readCsv(bytes: Buffer): Csv | { readonly problem: string } {
  let records: string[][];
  try {
    records = parse(bytes, { bom: true, skip_empty_lines: true });
  } catch (error) {
    return { problem: problemOf(error as { code?: string; lines?: number }) };
  }
  const [head, ...rows] = records;
  if (head === undefined) return { problem: 'the file is empty; expected a line of column names, and rows' };
  const columns = head.map((name) => name.trim());
  const nameless = columns.findIndex((name) => name === '' || /[{}]/.test(name));
  if (nameless >= 0) return { problem: `column ${nameless + 1} has no name that \${csv.NAME.COLUMN} could say` };
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) return { problem: `two columns are called "${twice}"` };
  if (rows.length === 0) return { problem: 'there are column names and no rows' };
  return { columns, rows };
}

const reasons: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'the row has another number of fields than the first line',
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'after a closing quote something else than a comma follows',
  INVALID_OPENING_QUOTE: 'a quote stands within a field that does not begin with one',
};

function problemOf({ code = '', lines }: { code?: string; lines?: number }): string {
  const reason = reasons[code] ?? `not CSV (${code})`;
  return lines === undefined ? reason : `line ${lines}: ${reason}`;
}
