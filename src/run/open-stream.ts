/** A GET whose answer does not end, of server-sent events. No redirect is followed, as for a question that is answered (ask.ts). */
import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { formatMs } from '../units.ts';
import { always, credentialsOf } from './ask.ts';
import { requestOptionsOf, serverNameOf, type TargetTls } from './target-tls.ts';

export interface StreamQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TargetTls | null;
  /** An IP address to connect to in place of what the URL's host resolves to. */
  readonly address?: string | undefined;
  /** Until the head of the answer. */
  readonly headMs: number;
  /** Ends it, before the head and after it. */
  readonly signal: AbortSignal;
}

/** Its chunks as they come. Rejects with the system's error, or with a sentence where the answer is no stream of events. */
export async function openStream({ url, headers, tls, address, headMs, signal }: StreamQuestion): Promise<AsyncIterable<Buffer>> {
  const { bare, authorization } = credentialsOf(url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (bare.protocol === 'https:' ? secure : plain)(bare, {
    agent: false,
    servername: serverNameOf(bare.hostname),
    ...(address === undefined ? {} : { lookup: always(address) }),
    ...requestOptionsOf(tls),
    headers: { accept: 'text/event-stream', 'user-agent': 'stampede', ...authorization, ...headers },
    signal,
  });
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${formatMs(headMs)}`)), headMs);
  request.on('error', reject);
  request.on('response', resolve);
  request.end();
  try {
    const answer = await promise;
    const wrong = problemOf(answer);
    if (wrong === null) return answer;
    answer.on('error', () => {});
    answer.destroy();
    throw new Error(wrong);
  } finally {
    clearTimeout(timer);
  }
}

function problemOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  if (statusCode === 503) return 'status 503: it serves as many streams as it may, or is not ready';
  if (statusCode < 200 || statusCode > 299) return `status ${statusCode}`;
  const type = headers['content-type'] ?? 'no content type';
  return /^text\/event-stream\b/i.test(type) ? null : `answers with ${type} where text/event-stream was expected`;
}
