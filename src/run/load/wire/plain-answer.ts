/**
 * The answer that nearly all are: HTTP/1.1, whole in one piece, its length told, nothing unusual in its head. It is read here in
 * a fraction of the time that the parser takes; whatever is not certainly that is left to the parser. A test holds the two
 * together: what this reads, the parser reads alike.
 */
export interface PlainAnswer {
  /** The head that was read last, first line and all; the next one is often the same. */
  text: string;
  /** Of its body. */
  length: number;
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

/** Nothing was read yet. */
export function noAnswer(): PlainAnswer {
  return { text: '', length: 0, status: 0, head: '', keepAlive: false, bodyAt: 0 };
}

/** Reads `piece`, the first of an answer, into `into`. False: it is not certainly a plain answer. */
export function readPlainAnswer(piece: Buffer, into: PlainAnswer): boolean {
  const end = piece.indexOf('\r\n\r\n', 0, 'latin1');
  if (end < 0 || end > longestHead) return false;
  const text = piece.toString('latin1', 0, end);
  if (text !== into.text && !readHead(text, into)) return false;
  into.bodyAt = end + 4;
  return piece.length - into.bodyAt === into.length;
}

function readHead(text: string, into: PlainAnswer): boolean {
  into.text = '';
  const found = plainHead.exec(text);
  if (found === null) return false;
  into.status = Number(found[1]);
  // These have no body, whatever their heads say.
  if (into.status === 204 || into.status === 304) return false;
  into.head = found[2] as string;
  const lower = into.head.toLowerCase();
  if (lower.includes('\r\ntransfer-encoding:') || lower.includes('\r\nupgrade:')) return false;
  const length = onlyValue(lower, '\r\ncontent-length:');
  if (length === null || !/^\d{1,15}$/.test(length)) return false;
  into.length = Number(length);
  const connection = onlyValue(lower, '\r\nconnection:');
  if (connection === null && lower.includes('\r\nconnection:')) return false;
  into.keepAlive = connection === null || !connection.includes('close');
  into.text = text;
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
