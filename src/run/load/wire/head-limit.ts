import type { Parser } from './autocannon.ts';

/** The most an answer's head may have, and likewise its trailers and any one line; nothing longer is kept in memory. */
export const headLimitBytes = 64 * 1_024;
export const tooLong = `no end of its head within ${headLimitBytes / 1_024} KiB`;

/** Whether what the parser has kept of an answer that is not complete is more than a head may be. */
export function isTooLong(parser: Parser, trailerBytes: number): boolean {
  return parser.headerSize > headLimitBytes || parser.line.length > headLimitBytes || trailerBytes > headLimitBytes;
}
