/** A curve as CSV: `time,rate` or `time,count`, each row until the next one. */
import { CsvError, parse } from 'csv-parse/sync';
import { describeValue } from './mistake.ts';
import { mostBins, rounded, type BadRecording, type ReadRecording, type Recording } from './recording.ts';
import { parseTimestamp } from '../timestamp.ts';

interface Row {
  readonly line: number;
  readonly timeMs: number;
  readonly value: number;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The last row lasts as long as the one before it. Every mistake is found at once. */
export function readCurve(text: string): ReadRecording {
  let parsed: Parsed[];
  try {
    parsed = parse(text, { info: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { mistakes: [{ line: Math.max(1, Number(error['lines'] ?? 1)), message: `not CSV: ${error.message}` }] };
  }
  const [head, ...body] = parsed;
  const names = (head?.record ?? []).map((name) => name.toLowerCase());
  const timeAt = names.indexOf('time');
  const kind = names.includes('rate') ? 'rate' : 'count';
  const valueAt = names.indexOf(kind);
  if (timeAt < 0 || valueAt < 0) {
    const message = `expected a first line with the columns time and rate (per second), or time and count, got ${describeValue(head?.record.join(','))}`;
    return { mistakes: [{ line: head?.info.lines ?? 1, message }] };
  }
  const mistakes: BadRecording[] = [];
  const rows: Row[] = [];
  for (const { record, info } of body) {
    const row = { line: info.lines, timeMs: timeOf(record[timeAt]), value: numberOf(record[valueAt]) };
    const before = rows.at(-1);
    if (row.timeMs === undefined)
      mistakes.push({
        line: row.line,
        message: `expected a time in seconds, or such as 2026-11-27T00:00:00Z, got ${describeValue(record[timeAt])}`,
      });
    else if (row.value === undefined)
      mistakes.push({ line: row.line, message: `expected a ${kind} of 0 or more, got ${describeValue(record[valueAt])}` });
    else if (before !== undefined && row.timeMs <= before.timeMs)
      mistakes.push({ line: row.line, message: `its time is not after that of line ${before.line}: rows stand in the order of time` });
    else rows.push(row as Row);
  }
  if (mistakes.length > 0) return { mistakes };
  if (rows.length < 2)
    return {
      mistakes: [
        { line: head?.info.lines ?? 1, message: `expected at least two rows, got ${rows.length}: one does not say how long it lasts` },
      ],
    };
  return { recording: binned(rows, kind), warning: null };
}

function timeOf(text: string | undefined): number | undefined {
  const ms = parseTimestamp(text ?? '');
  return ms === undefined ? undefined : Math.round(ms);
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Exact where the rows' distances have a common measure that is not too fine; else each bin has the mean of its time. The integral stays. */
function binned(rows: readonly Row[], kind: 'rate' | 'count'): Recording {
  const startMs = (rows[0] as Row).timeMs;
  const ends = rows.map((row, i) => {
    const next = rows[i + 1]?.timeMs ?? row.timeMs + (row.timeMs - (rows[i - 1] as Row).timeMs);
    return next - startMs;
  });
  const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
  const totalMs = ends.at(-1) as number;
  const measureMs = lengths.reduce(commonMeasure);
  const everyMs = totalMs / measureMs <= mostBins ? measureMs : Math.ceil(totalMs / mostBins);
  const rates = rows.map(({ value }, i) => (kind === 'rate' ? value : (value * 1_000) / (lengths[i] as number)));
  const perSecond: number[] = [];
  let row = 0;
  for (let fromMs = 0; fromMs < totalMs; fromMs += everyMs) {
    const toMs = Math.min(totalMs, fromMs + everyMs);
    let sum = 0;
    for (let atMs = fromMs; atMs < toMs;) {
      const untilMs = Math.min(toMs, ends[row] as number);
      sum += (rates[row] as number) * (untilMs - atMs);
      atMs = untilMs;
      if (atMs >= (ends[row] as number)) row += 1;
    }
    perSecond.push(rounded(sum / everyMs));
  }
  return { everyMs, perSecond };
}

function commonMeasure(a: number, b: number): number {
  return b === 0 ? a : commonMeasure(b, a % b);
}
