/**
 * Text of an event log -> events. One JSON object a line; the first line is `opened` and carries the version.
 * A process that dies while writing tears the last line: that line is left out and said so. Anything else that can't
 * be read is an error with its line number, because a verdict over half a log would be a guess.
 */
import { ChaosError } from '../errors.ts';
import { logVersion, oldestLogVersion, type Event } from './event.ts';
import { fromLine } from './log-line.ts';

export interface ParsedLog {
  readonly events: Event[];
  /** True when the last line was cut off and left out. */
  readonly torn: boolean;
}

/** Throws ChaosError LOG_UNREADABLE for an empty log, another version, or a line in the middle that is no event. */
export function parseLog(text: string): ParsedLog {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  if (last < 0) throw unreadable('the event log is empty', 'the run ended before it wrote anything');
  const events: Event[] = [];
  for (const [index, line] of lines.slice(0, last + 1).entries()) {
    if (line.trim() === '') continue;
    const event = asEvent(line);
    if (event) {
      events.push(event);
      if (events.length === 1) checkVersion(event);
      continue;
    }
    // A whole line ends with a newline; only one without can be torn.
    const torn = index === last && last === lines.length - 1;
    if (!torn)
      throw unreadable(`line ${index + 1} of the event log is not an event`, 'the file was changed after the run, or is no event log');
    if (events.length === 0) throw unreadable('the event log holds no whole line', 'the run ended before it wrote anything');
    return { events, torn: true };
  }
  return { events, torn: false };
}

function asEvent(line: string): Event | undefined {
  try {
    const value = fromLine(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is Event {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'tMs' in value &&
    typeof value.tMs === 'number'
  );
}

function checkVersion(first: Event): void {
  if (first.type !== 'opened')
    throw unreadable(`line 1 of the event log is \`${first.type}\`, expected \`opened\``, 'the beginning of the file is missing');
  if (!(first.version >= oldestLogVersion && first.version <= logVersion)) {
    throw unreadable(
      `the event log has version ${first.version}, this chaos reads versions ${oldestLogVersion} to ${logVersion}`,
      `read it with the version that wrote it: ${first.tool.name} ${first.tool.version}`,
    );
  }
}

function unreadable(message: string, hint: string): ChaosError {
  return new ChaosError('LOG_UNREADABLE', message, hint);
}
