/** The bytes of a request that was about to be sent, made into another: with cookies put in, or for where a redirect leads. */
import { Buffer } from 'node:buffer';
import { isSecretName } from '../../../plan/redact.ts';
import type { Origin } from '../wire/origin.ts';
import { message } from './request.ts';

export type Message = Buffer | string;

interface Parts {
  readonly method: string;
  readonly path: string;
  /** The line that says whom it is for. */
  readonly host: string;
  /** Lines without their ends, the host's and the content-length's left out. */
  readonly headers: readonly string[];
  /** null: none, and none was announced. */
  readonly body: Message | null;
}

/** The path and query that a message asks for. */
export function pathOf(sent: Message): string {
  const [head] = split(sent);
  return head.slice(0, head.indexOf('\r\n')).split(' ')[1] ?? '/';
}

/** The message with these cookies beside those that its own cookie header has; of two with one name its own is kept. */
export function withCookies(sent: Message, cookies: readonly { readonly key: string; readonly text: string }[]): Message {
  if (cookies.length === 0) return sent;
  const [head, rest] = split(sent);
  const own = /\r\ncookie: ([^\r]*)/i.exec(head);
  const names = new Set((own?.[1] ?? '').split(';').map((pair) => (pair.split('=', 1)[0] ?? '').trim()));
  const added = cookies.filter(({ key }) => own === null || !names.has(key)).map(({ text }) => text);
  if (added.length === 0) return sent;
  const line = `\r\ncookie: ${[...(own?.[1] ? [own[1]] : []), ...added].join('; ')}`;
  const without = own === null ? head : head.slice(0, own.index) + head.slice(own.index + own[0].length);
  return join(without + line, rest);
}

export interface Redirect {
  readonly method: string;
  readonly origin: Origin;
  readonly path: string;
  /** Another origin than the message was for: nothing secret goes there, nor what the target's headers say. */
  readonly foreign: boolean;
  /** Names of the target's headers, in lower case. */
  readonly ofTarget: ReadonlySet<string>;
}

/** The message that follows a redirect. A method that it changes to has no body. */
export function redirected(sent: Message, { method, origin, path, foreign, ofTarget }: Redirect): Message {
  const parts = partsOf(sent);
  const body = method === parts.method ? parts.body : null;
  const kept = parts.headers.filter((line) => {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    if (parts.body !== null && body === null && name.startsWith('content-')) return false;
    return !foreign || !(ofTarget.has(name) || isSecretName(name));
  });
  const host = foreign ? `host: ${origin.host}` : parts.host;
  const head = [`${method} ${path} HTTP/1.1`, host, ...kept].map((line) => `${line}\r\n`).join('');
  return message(head, body, method);
}

function partsOf(sent: Message): Parts {
  const [head, rest] = split(sent);
  const [request = '', ...lines] = head.split('\r\n');
  const [method = '', path = ''] = request.split(' ');
  const named = (line: string, name: string): boolean => line.slice(0, name.length + 1).toLowerCase() === `${name}:`;
  return {
    method,
    path,
    host: lines.find((line) => named(line, 'host')) ?? 'host:',
    headers: lines.filter((line) => !named(line, 'host') && !named(line, 'content-length')),
    body: lines.some((line) => named(line, 'content-length')) ? rest : null,
  };
}

/** Head, without the empty line that ends it, and body. */
function split(sent: Message): [head: string, body: Message] {
  const at = sent.indexOf('\r\n\r\n');
  if (typeof sent === 'string') return [sent.slice(0, at), sent.slice(at + 4)];
  return [sent.toString('utf8', 0, at), sent.subarray(at + 4)];
}

function join(head: string, body: Message): Message {
  return typeof body === 'string' ? `${head}\r\n\r\n${body}` : Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);
}
