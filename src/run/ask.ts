/**
 * One GET of what a run watches besides its load: the target before t = 0, a ledger, a breaker's metrics. No redirect is followed, because
 * nobody allowed the host a Location names; credentials in a URL are sent as what they are, and any port may be asked (fetch refuses both).
 */
import { request as plain, type IncomingHttpHeaders } from 'node:http';
import { request as secure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
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
  /** An answer that is longer is not read to its end. Absent: however long. */
  readonly mostBytes?: number;
  /** An IP address to connect to in place of what the URL's host resolves to. Everything else is said to the host. */
  readonly address?: string | undefined;
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
  mostBytes,
  address,
}: Question): Promise<Answer> {
  const { bare, authorization } = credentialsOf(url);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = (bare.protocol === 'https:' ? secure : plain)(bare, {
    agent: false,
    servername: serverNameOf(bare.hostname),
    ...(address === undefined ? {} : { lookup: always(address) }),
    ...requestOptionsOf(tls),
    headers: {
      accept: '*/*',
      'user-agent': 'stampede',
      ...authorization,
      ...headers,
    },
  });
  const giveUp = (): void => void request.destroy(new Error('the run was stopped'));
  const timer = setTimeout(() => request.destroy(new Error(`no complete answer within ${formatMs(timeoutMs)}`)), timeoutMs);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  request.on('error', reject);
  request.on('response', (answer) => {
    const status = answer.statusCode ?? 0;
    const { headers: answered } = answer;
    const chunks: Buffer[] = [];
    let bytes = 0;
    answer.on('error', reject);
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (mostBytes === undefined || bytes <= mostBytes) return;
      // At once: where all of it is here already, its end would come before the error of the request.
      reject(new Error(`the answer is longer than ${mostBytes} bytes`));
      request.destroy();
    });
    answer.on('end', () => resolve({ status, text: Buffer.concat(chunks).toString('utf8'), headers: answered }));
    if (body) return;
    resolve({ status, text: '', headers: answered });
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

/** A URL without the credentials in it, and these as what they are. */
export function credentialsOf(url: string): { readonly bare: URL; readonly authorization: Readonly<Record<string, string>> } {
  const bare = new URL(url);
  const credentials = `${decodeURIComponent(bare.username)}:${decodeURIComponent(bare.password)}`;
  bare.username = '';
  bare.password = '';
  return { bare, authorization: credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}

/** Whatever is to be looked up is at this address. */
export function always(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, found) => {
    if (options.all) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}

/** The target's headers for a URL on the target's own origin, and none for any other: they may hold its secrets. */
export function headersFor(
  url: string,
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): Readonly<Record<string, string>> {
  return new URL(url).origin === new URL(target.url).origin ? target.headers : {};
}
