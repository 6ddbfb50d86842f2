import { STATUS_CODES } from 'node:http';
import type { RequestHead } from '../head.ts';
import { numberOf, textOf, type HttpAttributes, type HttpToxicKind } from './http-toxic-kind.ts';

const longestBody = 64 * 1024;

/**
 * Answers with `status`, `body` and, above 0, `Retry-After: retry_after` (seconds). The upstream sees nothing of the request;
 * its body is read and dropped, so that the connection can be used for the next one.
 */
export const httpError: HttpToxicKind = {
  type: 'http_error',
  wireName: 'HttpErrorToxic',
  fields: { status: 'int64', body: 'string', retry_after: 'int64' },
  defaults: () => ({ status: 503, body: '', retry_after: 0 }),
  refuse(attributes) {
    const status = numberOf(attributes, 'status');
    if (status < 200 || status > 599) return 'http_error status must be between 200 and 599';
    if (numberOf(attributes, 'retry_after') < 0) return 'http_error retry_after must not be negative';
    if (Buffer.byteLength(textOf(attributes, 'body')) > longestBody) return `http_error body must be at most ${longestBody} bytes`;
    return undefined;
  },
  answer,
};

function answer(attributes: HttpAttributes, { method, keepsAlive, minorVersion }: RequestHead): Buffer {
  const status = numberOf(attributes, 'status');
  const retryAfter = numberOf(attributes, 'retry_after');
  const body = Buffer.from(textOf(attributes, 'body'));
  const mayHaveBody = status !== 204 && status !== 304;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  if (mayHaveBody) lines.push(`Content-Length: ${body.length}`);
  if (mayHaveBody && body.length > 0) lines.push('Content-Type: text/plain; charset=utf-8');
  if (retryAfter > 0) lines.push(`Retry-After: ${retryAfter}`);
  if (!keepsAlive) lines.push('Connection: close');
  else if (minorVersion === 0) lines.push('Connection: keep-alive');
  // So that nobody who finds it in a trace looks for it in the upstream.
  lines.push('X-Stampede: http_error');
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return mayHaveBody && method !== 'HEAD' ? Buffer.concat([head, body]) : head;
}
