/**
 * An event as it stands in the log. Lines that come every second, `load` and `generator`, would make a long run's log
 * large, so there what repeats is written once; the rest is plain JSON. Nothing is lost, and what is not of these two
 * forms is left as it is:
 *
 *   a list of alike objects  [{"a":1,"b":2},{"a":3,"b":4}]  ->  {"keys":["a","b"],"rows":[[1,2],[3,4]]}
 *   a sparse histogram       "times":[1061,12,1069,1]       ->  "times~":"BOv12i"
 *
 * Of each bucket of a histogram stands how far it lies beyond the one before, a number to the base of 26 whose last digit
 * is a small letter (a is 0) and whose others are capitals; then its count, unless that is 1.
 */
import type { Event } from './event.ts';

type Fields = Readonly<Record<string, unknown>>;

const asText = '~';
const [smallA, capitalA] = [97, 65];
const compacted: readonly string[] = ['load', 'generator'] satisfies Event['type'][];

/** One line of the log, without its end. */
export function toLine(event: Fields & { readonly type: string }): string {
  return JSON.stringify(compacted.includes(event.type) ? compact(event) : event);
}

/** What was written, of any version. Throws SyntaxError for what is no JSON. */
export function fromLine(line: string): unknown {
  const value: unknown = JSON.parse(line);
  return isFields(value) && compacted.includes(String(value['type'])) ? expand(value) : value;
}

function compact(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (isHistogram(value) && value.length > 0) return [key + asText, toText(value)];
      return [key, isAlike(value) ? toTable(value) : value];
    }),
  );
}

function expand(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (key.endsWith(asText)) return [key.slice(0, -asText.length), fromText(String(value))];
      return [key, isTable(value) ? fromTable(value) : value];
    }),
  );
}

interface Table {
  readonly keys: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

function toTable(list: readonly Fields[]): Table {
  const columns = Object.keys(list[0] as Fields).map((key) => {
    const histograms = list.every((fields) => isHistogram(fields[key]));
    return { key, written: histograms ? key + asText : key, cell: histograms ? toText : (value: unknown) => value };
  });
  return {
    keys: columns.map(({ written }) => written),
    rows: list.map((fields) => columns.map(({ key, cell }) => cell(fields[key] as number[]))),
  };
}

function fromTable({ keys, rows }: Table): Fields[] {
  return rows.map((row) => expand(Object.fromEntries(keys.map((key, i) => [key, row[i]]))));
}

function toText(histogram: readonly number[]): string {
  let text = '';
  let before = 0;
  for (let i = 0; i < histogram.length; i += 2) {
    const [bucket, count] = [histogram[i] as number, histogram[i + 1] as number];
    text += toLetters(bucket - before) + (count === 1 ? '' : count);
    before = bucket;
  }
  return text;
}

function fromText(text: string): number[] {
  const histogram: number[] = [];
  let bucket = 0;
  for (const [, letters = '', count = ''] of text.matchAll(/([A-Z]*[a-z])(\d*)/g)) {
    bucket += fromLetters(letters);
    histogram.push(bucket, count === '' ? 1 : Number(count));
  }
  return histogram;
}

function toLetters(value: number): string {
  let letters = String.fromCharCode(smallA + (value % 26));
  for (let rest = Math.floor(value / 26); rest > 0; rest = Math.floor(rest / 26))
    letters = String.fromCharCode(capitalA + (rest % 26)) + letters;
  return letters;
}

function fromLetters(letters: string): number {
  const last = letters.length - 1;
  let value = 0;
  for (let i = 0; i < last; i += 1) value = value * 26 + letters.charCodeAt(i) - capitalA;
  return value * 26 + letters.charCodeAt(last) - smallA;
}

/** Pairs of ascending buckets and counts; none is one too. */
function isHistogram(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length % 2 !== 0) return false;
  return value.every((item, i) => Number.isSafeInteger(item) && item >= (i < 2 ? 0 : i % 2 === 0 ? value[i - 2] : 0));
}

function isAlike(value: unknown): value is Fields[] {
  if (!Array.isArray(value) || !isFields(value[0])) return false;
  const keys = Object.keys(value[0]).join(' ');
  // What is undefined is left out of JSON's objects, and would be null in a row.
  return value.every((item) => isFields(item) && Object.keys(item).join(' ') === keys && !Object.values(item).includes(undefined));
}

function isTable(value: unknown): value is Table {
  return isFields(value) && Array.isArray(value['keys']) && Array.isArray(value['rows']);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
