/**
 * The answer that nearly all are: HTTP/1.1, whole in one piece, its length told, nothing unusual in its head. It is read here in
 * a fraction of the time that the parser takes; whatever is not certainly that is left to the parser. A test holds the two
 * together: what this reads, the parser reads alike.
 */
export interface PlainAnswer {
  status: number;
  /** The head without its first line, each header after a line end; `headersIn` reads it. */
  head: string;
  keepAlive: boolean;
  /** Where in the piece the body begins; it goes to the end. */
  bodyAt: number;
}

/** Above it the parser decides what is too much. */
const longestHead = 8_192;

/** A status line and lines of `name: value`; nothing folded, no bare line end, no byte outside of ASCII. */
// oxlint-disable-next-line no-control-regex
const plainHead = /^HTTP\/1\.1 ([2-5]\d\d)(?: [\x20-\x7e\t]*)?((?:\r\n[^\s:\x00-\x1f\x7f-\xff]+:[\x20-\x7e\t]*)+)$/;

/** Reads `piece`, the first of an answer, into `into`. False: it is not certainly a plain answer, and `into` means nothing. */
export function readPlainAnswer(piece: Buffer, into: PlainAnswer): boolean {
  const end = piece.indexOf('\r\n\r\n', 0, 'latin1');
  if (end < 0 || end > longestHead) return false;
  const found = plainHead.exec(piece.toString('latin1', 0, end));
  if (found === null) return false;
  into.status = Number(found[1]);
  // These have no body, whatever their heads say.
  if (into.status === 204 || into.status === 304) return false;
  into.head = found[2] as string;
  into.bodyAt = end + 4;
  const lower = into.head.toLowerCase();
  if (lower.includes('\r\ntransfer-encoding:') || lower.includes('\r\nupgrade:')) return false;
  const length = onlyValue(lower, '\r\ncontent-length:');
  if (length === null || !/^\d{1,15}$/.test(length) || piece.length - into.bodyAt !== Number(length)) return false;
  const connection = onlyValue(lower, '\r\nconnection:');
  if (connection === null) {
    into.keepAlive = true;
    return !lower.includes('\r\nconnection:');
  }
  into.keepAlive = !connection.includes('close');
  return true;
}

/** The value of a header that stands there once, in lower case; else null. */
function onlyValue(lower: string, start: string): string | null {
  const at = lower.indexOf(start);
  if (at < 0 || lower.includes(start, at + start.length)) return null;
  const end = lower.indexOf('\r\n', at + start.length);
  return lower.slice(at + start.length, end < 0 ? undefined : end).trim();
}

/** Name, value, name, value, ... of a head that `readPlainAnswer` gave. */
export function headersIn(head: string): string[] {
  const headers: string[] = [];
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.push(line.slice(0, colon), line.slice(colon + 1).replaceAll(/^[ \t]+|[ \t]+$/g, ''));
  }
  return headers;
}
