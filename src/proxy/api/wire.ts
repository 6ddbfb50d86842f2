/** The API on the wire: requests are read, and answers given, within bounds of time and size, whatever a client does. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../../errors.ts';
import { empty, refused, Refusal, text, type Answer } from './answer.ts';
import { match, type State } from './routes.ts';

/** ms and bytes. Toxiproxy's, but for the size: it reads as much as comes. */
export interface Limits {
  readonly readMs: number;
  readonly handlerMs: number;
  readonly writeMs: number;
  readonly idleMs: number;
  readonly bodyBytes: number;
}

const limitsOfToxiproxy: Limits = { readMs: 15_000, handlerMs: 25_000, writeMs: 30_000, idleMs: 60_000, bodyBytes: 2 ** 20 };
const headBytes = 2 ** 20;
/** Longer answers go in chunks. */
const longestWhole = 2_048;

/** Browsers may not talk to it: a web page could otherwise reach it on the developer's loopback. */
const browser = 'Mozilla/';

const malformed: Answer = { status: 400, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '400 Bad Request' };
const malformedHead = 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n';
const handlerLate: Answer = {
  status: 503,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>',
};
const readLate = empty(503, { Connection: 'close' });
const tooLarge = refused(413, 'request body too large');

/** Not listening yet. */
export function createApi(state: State, changed: Partial<Limits> = {}): Server {
  const limits = { ...limitsOfToxiproxy, ...changed };
  const http = createServer(
    {
      keepAliveTimeout: limits.idleMs,
      headersTimeout: limits.readMs,
      // Bodies have a clock of their own, which is answered as Toxiproxy does.
      requestTimeout: limits.readMs + limits.writeMs,
      connectionsCheckingInterval: Math.ceil(Math.min(limits.readMs / 4, 500)),
      maxHeaderSize: headBytes,
      noDelay: true,
    },
    (request, response) => void serve(request, response, state, limits),
  );
  http.setTimeout(limits.writeMs);
  http.on('clientError', (_, socket) => {
    if (socket.writable) socket.end(malformedHead + malformed.body, () => socket.destroy());
    else socket.destroy();
  });
  return http;
}

async function serve(request: IncomingMessage, response: ServerResponse, state: State, limits: Limits): Promise<void> {
  try {
    const { answer, matched } = await answerTo(request, state, limits);
    const headers = matched ? { ...answer.headers, 'X-Toxiproxy-Request-Id': requestId() } : answer.headers;
    if (answer.stay === undefined) send(response, answer, headers);
    else stay(response, answer, headers);
  } catch {
    // The client went away while it was sending.
    response.destroy();
  }
}

function send(response: ServerResponse, { status, body }: Answer, headers: Answer['headers']): void {
  const bytes = Buffer.byteLength(body);
  // There is nothing to measure in an answer to HEAD.
  const whole = status !== 204 && bytes <= longestWhole && response.req.method !== 'HEAD';
  response.writeHead(status, whole ? { ...headers, 'Content-Length': bytes } : headers).end(body);
}

function stay(response: ServerResponse, answer: Answer, headers: Answer['headers']): void {
  response.writeHead(answer.status, headers).write(answer.body);
  answer.stay?.({
    write: (text) => response.write(text),
    end: () => response.end(),
    onClosed(then) {
      if (response.socket === null || response.socket.destroyed) then();
      else response.once('close', then);
    },
  });
}

async function answerTo(request: IncomingMessage, state: State, limits: Limits): Promise<{ answer: Answer; matched: boolean }> {
  const found = match(request.method ?? '', request.url ?? '/', state);
  if (found.kind === 'unknown') return { answer: text(404, '404 page not found\n'), matched: false };
  if (found.kind === 'wrong-method') return { answer: empty(405), matched: false };
  if (found.kind === 'moved') return { answer: empty(301, { Location: found.to }), matched: false };
  if (found.kind === 'malformed') return { answer: malformed, matched: false };
  if (request.headers['user-agent']?.startsWith(browser)) return { answer: text(403, 'User agent not allowed\n'), matched: true };
  try {
    const body = await bodyOf(request, limits);
    if (!Buffer.isBuffer(body)) return { answer: body, matched: true };
    const answer = Promise.resolve(found.handler({ ...state, names: found.names, body }));
    return { answer: await within(limits.handlerMs, answer, handlerLate), matched: true };
  } catch (error) {
    return { answer: error instanceof Refusal ? refused(error.status, error.message) : refused(500, messageOf(error)), matched: true };
  }
}

/** The body, or how a request is answered whose body does not come or does not end. Throws when the client goes away. */
async function bodyOf(request: IncomingMessage, limits: Limits): Promise<Buffer | Answer> {
  // What has no use for a body does not wait for it.
  if (request.method === 'GET' || request.method === 'DELETE') return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    // The rest is read and dropped: a client that is still sending would not see an answer.
    if (bytes <= limits.bodyBytes) chunks.push(chunk);
  });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | Answer>();
  request.once('end', () => resolve(bytes <= limits.bodyBytes ? Buffer.concat(chunks) : tooLarge));
  request.once('error', reject);
  request.once('close', () => reject(new Error('the client went away')));
  return within(limits.readMs, promise, readLate);
}

async function within<T>(ms: number, promise: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** 20 characters of base 32, as Toxiproxy's are. */
function requestId(): string {
  return BigInt(`0x${randomBytes(12).toString('hex')}`)
    .toString(32)
    .padStart(20, '0');
}
