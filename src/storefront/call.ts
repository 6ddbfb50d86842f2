/** One call from a service to another over its link. What the callee answers is data, and so is every way of not answering. */
import { request } from 'node:http';
import { systemCodeOf } from '../errors.ts';
import type { Link } from './settings.ts';
import type { Wiring } from './wiring.ts';

export interface CallOptions {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  /** From the call to the last byte of the answer; null waits for ever. */
  readonly timeoutMs: number | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A dependency that gave no answer, or one of 500 and above. */
export class DependencyFailed extends Error {
  override readonly name = 'DependencyFailed';
  readonly link: Link;
  /** What to tell the caller: 502 no connection or a broken one, 503 refused or tripped, 504 too slow. */
  readonly status: number;

  constructor(link: Link, status: number, message: string) {
    super(`${link}: ${message}`);
    this.link = link;
    this.status = status;
  }
}

/** Any complete answer below 500; everything else rejects with DependencyFailed. */
export function call(wiring: Wiring, link: Link, options: CallOptions): Promise<Answer> {
  const { host, port, agent } = wiring.to(link);
  const { method, path, body, timeoutMs } = options;
  const headers: Record<string, string | number> = { ...options.headers };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = Buffer.byteLength(body);
  }
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const fail = (status: number, message: string) => {
      clearTimeout(timer);
      reject(new DependencyFailed(link, status, message));
    };
    const sent = request({ agent, host, port, method, path, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (text += chunk));
      incoming.on('error', () => fail(502, 'the connection broke'));
      incoming.on('end', () => {
        clearTimeout(timer);
        const status = incoming.statusCode ?? 0;
        if (status >= 500) fail(status === 503 || status === 504 ? status : 502, `answered ${status}`);
        else resolve({ status, headers: incoming.headers, body: text });
      });
    });
    sent.on('error', (error) => fail(502, systemCodeOf(error) ?? error.message));
    if (timeoutMs !== null) {
      timer = setTimeout(() => {
        fail(504, `no answer within ${timeoutMs} ms`);
        sent.destroy();
      }, timeoutMs);
    }
    sent.end(body);
  });
}
