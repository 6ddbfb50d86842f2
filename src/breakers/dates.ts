import { parseTimestamp } from '../timestamp.ts';

/**
 * A moment as the logs of breakers have it, in milliseconds since 1970; undefined where it is none. Java's ZonedDateTime has the zone's name
 * behind it: `2022-06-14T10:45:00.967115+02:00[Europe/Stockholm]`.
 */
export function readDate(value: unknown): number | undefined {
  return parseTimestamp(typeof value === 'string' ? value.replace(/\[[^\]]*\]\s*$/, '') : value);
}
