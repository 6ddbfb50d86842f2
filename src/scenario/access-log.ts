/**
 * An access log as a recording: requests counted by the second. It is read line by line and holds one number a second of the
 * log, whatever its size; lines need not be in order (servers write them when the answer is sent).
 */
import { mostBins, rounded, type ReadRecording } from './recording.ts';
import { parseTimestamp } from '../timestamp.ts';

/** The moment at which the request of a line was made, in ms; undefined where the line is no request. */
export type TimeOfLine = (line: string) => number | undefined;

const combined = /\[(\d{2}\/[A-Za-z]{3}\/\d{4}:\d{2}:\d{2}:\d{2}(?: [+-]\d{4})?)\] "[A-Z]+ (?:[^"\\]|\\.)*" \d{3}\b/;

/** The combined and the common format of Apache and nginx; what stands before and after does not matter. */
export const timeInCombined: TimeOfLine = (line) => parseTimestamp(combined.exec(line)?.[1]);

const usualKeys = ['time', 'timestamp', '@timestamp', 'ts', 'msec'];

/** One JSON object a line; the first of the usual keys that holds a moment, or the key that is named. */
export function timeInJson(key: string | undefined): TimeOfLine {
  const keys = key === undefined ? usualKeys : [key];
  return (line) => {
    const entry = parsed(line);
    if (typeof entry !== 'object' || entry === null) return undefined;
    for (const name of keys) {
      const time = parseTimestamp((entry as Record<string, unknown>)[name]);
      if (time !== undefined) return time;
    }
    return undefined;
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** `format` undefined: told from the first line that is not empty. */
export async function readAccessLog(
  lines: AsyncIterable<string>,
  { format, timeKey }: { readonly format: 'combined' | 'json' | undefined; readonly timeKey: string | undefined },
): Promise<ReadRecording> {
  const seconds = new Map<number, number>();
  let timeOf: TimeOfLine | undefined = format === 'combined' ? timeInCombined : format === 'json' ? timeInJson(timeKey) : undefined;
  let [line, filled, left, firstLeft] = [0, 0, 0, 0];
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    filled += 1;
    timeOf ??= text.trimStart().startsWith('{') ? timeInJson(timeKey) : timeInCombined;
    const time = timeOf(text);
    if (time === undefined) {
      left += 1;
      if (left === 1) firstLeft = line;
    } else {
      const second = Math.floor(time / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
  }
  if (seconds.size === 0) return { mistakes: [{ line: Math.max(1, firstLeft), message: nothingFound(filled, timeOf, timeKey) }] };
  const warning = left === 0 ? null : `${left} of ${filled} lines are no requests and were left out, the first in line ${firstLeft}`;
  return { recording: inBins(seconds), warning };
}

function nothingFound(filled: number, timeOf: TimeOfLine | undefined, timeKey: string | undefined): string {
  if (filled === 0) return 'the log is empty';
  if (timeOf === timeInCombined)
    return 'no line is a request; expected the combined format, such as 10.0.0.1 - - [27/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 512';
  return `no line is a request; expected a JSON object with a time under ${timeKey ?? usualKeys.join(', ')}`;
}

/** Whole seconds to a bin, from the first second with a request to the last. */
function inBins(seconds: ReadonlyMap<number, number>): { everyMs: number; perSecond: number[] } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const second of seconds.keys()) {
    first = Math.min(first, second);
    last = Math.max(last, second);
  }
  const every = Math.ceil((last - first + 1) / mostBins);
  const counts = Array.from({ length: Math.ceil((last - first + 1) / every) }, () => 0);
  for (const [second, count] of seconds) counts[Math.floor((second - first) / every)]! += count;
  return { everyMs: every * 1_000, perSecond: counts.map((count) => rounded(count / every)) };
}
