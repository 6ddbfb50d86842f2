/** The head of a message: what was asked or answered, and how long the body is that follows. */
import { isChunked, readFields, type Fields } from './fields.ts';

/** So many bytes, in chunks, or until the connection ends. */
export type Body = number | 'chunked' | 'close';

export interface RequestHead {
  readonly method: string;
  /** Without the query; of an absolute URL its path. */
  readonly path: string;
  readonly body: Body;
  /** HTTP/1.1 keeps a connection unless told otherwise; 1.0 closes it unless told otherwise. */
  readonly keepsAlive: boolean;
  readonly minorVersion: 0 | 1;
  /** It waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  /** A CONNECT or an Upgrade: what follows is HTTP or not, as the answer says. */
  readonly mayLeaveHttp: boolean;
}

export interface ResponseHead {
  readonly status: number;
  readonly fields: Fields;
}

const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}) ([^\s]+) HTTP\/1\.([01])\r?\n/;
const methodSoFar = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}(?: |$)/;
const statusLine = /^HTTP\/1\.[01] ([1-9]\d\d)(?: [^\n]*)?\r?\n/;

/** Can a request begin like this? Its first line is judged when it is complete, before that its method. */
export function canBeRequest(start: Buffer): boolean {
  const line = firstLine(start);
  return line.endsWith('\n') ? requestLine.test(line) : methodSoFar.test(line);
}

/** Can a response begin like this? */
export function canBeResponse(start: Buffer): boolean {
  const line = firstLine(start);
  return line.endsWith('\n') ? statusLine.test(line) : 'HTTP/1.'.startsWith(line.slice(0, 7));
}

/** Undefined when it is no request whose end can be told for sure. */
export function parseRequest(head: string): RequestHead | undefined {
  const line = requestLine.exec(head);
  const fields = line === null ? undefined : readFields(head, line[0].length);
  if (line === null || fields === undefined) return undefined;
  const [, method = '', target = '', minor] = line;
  const minorVersion = minor === '1' ? 1 : 0;
  const { coding, connection } = fields;
  if (coding !== undefined && (minorVersion === 0 || !isChunked(coding))) return undefined;
  return {
    method,
    path: pathOf(target),
    body: method === 'CONNECT' ? 0 : coding === undefined ? (fields.length ?? 0) : 'chunked',
    keepsAlive: minorVersion === 1 ? !connection.includes('close') : connection.includes('keep-alive'),
    minorVersion,
    expectsContinue: fields.expectsContinue && minorVersion === 1,
    mayLeaveHttp: method === 'CONNECT' || (fields.upgrade && connection.includes('upgrade')),
  };
}

/** Undefined when it is no response whose end can be told for sure. */
export function parseResponse(head: string): ResponseHead | undefined {
  const line = statusLine.exec(head);
  const fields = line === null ? undefined : readFields(head, line[0].length);
  return line === null || fields === undefined ? undefined : { status: Number(line[1]), fields };
}

/** The body of a final response to a request with that method. */
export function bodyOf({ status, fields }: ResponseHead, method: string): Body {
  if (method === 'HEAD' || status === 204 || status === 304) return 0;
  if (fields.coding !== undefined) return isChunked(fields.coding) ? 'chunked' : 'close';
  return fields.length ?? 'close';
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  const bare = query < 0 ? target : target.slice(0, query);
  return bare.startsWith('/') ? bare : bare.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/';
}

/** With its end, where that is there; as much as is needed to judge it where not. */
function firstLine(start: Buffer): string {
  const feed = start.indexOf(10);
  return start.toString('latin1', 0, feed < 0 ? Math.min(start.length, 40) : feed + 1);
}
