/** The few header fields that say where a message ends and what becomes of its connection. */

export interface Fields {
  /** Content-Length in bytes. */
  readonly length: number | undefined;
  /** Transfer-Encoding, in lower case. */
  readonly coding: string | undefined;
  /** The options of Connection, in lower case. */
  readonly connection: readonly string[];
  readonly upgrade: boolean;
  readonly expectsContinue: boolean;
}

/** Names of other lengths are not looked at. */
const nameLengths = new Set(['content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect'].map((name) => name.length));
const none: readonly string[] = [];

/**
 * Reads the fields of a head from `at` to the empty line. Undefined where two readers could understand them differently:
 * a folded line, a blank before the colon, a Content-Length that is no number, comes twice, or beside a Transfer-Encoding.
 */
export function readFields(head: string, at: number): Fields | undefined {
  let length: number | undefined;
  let coding: string | undefined;
  let connection = none;
  let upgrade = false;
  let expectsContinue = false;
  for (;;) {
    const feed = head.indexOf('\n', at);
    const end = head.charCodeAt(feed - 1) === 13 ? feed - 1 : feed;
    if (end <= at) break;
    const colon = head.indexOf(':', at);
    if (colon <= at || colon > end || isBlank(head.charCodeAt(at)) || isBlank(head.charCodeAt(colon - 1))) return undefined;
    if (nameLengths.has(colon - at)) {
      const name = head.slice(at, colon).toLowerCase();
      const value = head.slice(colon + 1, end).trim();
      if (name === 'content-length') {
        if (length !== undefined || !/^\d{1,15}$/.test(value)) return undefined;
        length = Number(value);
      } else if (name === 'transfer-encoding') coding = coding === undefined ? value.toLowerCase() : `${coding},${value.toLowerCase()}`;
      else if (name === 'connection') connection = connection.concat(optionsOf(value));
      else if (name === 'upgrade') upgrade = true;
      else if (name === 'expect') expectsContinue = value.toLowerCase() === '100-continue';
    }
    at = feed + 1;
  }
  if (length !== undefined && coding !== undefined) return undefined;
  return { length, coding, connection, upgrade, expectsContinue };
}

/** Chunked has to be the last coding for the end to be known. */
export function isChunked(coding: string): boolean {
  return /(?:^|,)[ \t]*chunked$/.test(coding);
}

function optionsOf(value: string): string[] {
  const options = value.toLowerCase();
  return options.includes(',') ? options.split(',').map((option) => option.trim()) : [options];
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
