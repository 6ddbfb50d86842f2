/**
 * One GET of what a run watches besides its load: the target before t = 0, a ledger, a breaker's metrics. No redirect is followed, because
 * nobody allowed the host a Location names; credentials in a URL are sent as what they are, and any port may be asked (fetch refuses both).
 */
import { request as plain, type IncomingHttpHeaders } from 'node:http';
import { request as secure } from 'node:https';
import { formatMs } from '../units.ts';
import { requestOptionsOf, serverNameOf, type TargetTls } from './target-tls.ts';

export interface Question {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** null: verified as usual. */
  readonly tls?: TargetTls | null;
  /** Until the last byte, connecting included. */
  readonly timeoutMs: number;
  /** Ends the asking early: when the run stops, nothing is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** False: the status is enough, and what follows it is not read. */
  readonly body?: boolean;
  /** A longer answer is given up. Absent: none is too long. */
  readonly mostBytes?: number;
}

/** Whose headers and whose TLS go to its own origin, and to no other. */
export interface AskedTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TargetTls | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Rejects with the system's error, or with a sentence when the time is up. The URL must be http or https. */
export async function ask({
  url,
  headers = {},
  tls = null,
  timeoutMs,
  signal,
  body = true,
  mostBytes = Number.POSITIVE_INFINITY,
}: Question): Promise<Answer> {
  const address = new URL(url);
  const credentials = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  address.username = '';
  address.password = '';
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = (address.protocol === 'https:' ? secure : plain)(address, {
    agent: false,
    servername: serverNameOf(address.hostname),
    ...requestOptionsOf(tls),
    headers: {
      accept: '*/*',
      'user-agent': 'stampede',
      ...(credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
      ...headers,
    },
  });
  const giveUp = (): void => void request.destroy(new Error('the run was stopped'));
  const timer = setTimeout(() => request.destroy(new Error(`no complete answer within ${formatMs(timeoutMs)}`)), timeoutMs);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  request.on('error', reject);
  request.on('response', (answer) => {
    const { statusCode: status = 0, headers: told } = answer;
    const chunks: Buffer[] = [];
    let bytes = 0;
    answer.on('error', reject);
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) answer.destroy(new Error(`the answer is longer than ${mostBytes} bytes`));
    });
    answer.on('end', () => resolve({ status, headers: told, text: Buffer.concat(chunks).toString('utf8') }));
    if (body) return;
    resolve({ status, headers: told, text: '' });
    request.destroy();
  });
  request.end();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

/** The target's headers for a URL on the target's own origin, and none for any other: they may hold its secrets. */
export function headersFor(
  url: string,
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): Readonly<Record<string, string>> {
  return new URL(url).origin === new URL(target.url).origin ? target.headers : {};
}
