/** The Toxiproxy-compatible server: its HTTP API on one port, its proxies on theirs. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChaosError, messageOf, systemCodeOf } from '../errors.ts';
import { writeAddress } from './address.ts';
import { empty, Refusal, refused, text, type Answer } from './api/answer.ts';
import { match } from './api/routes.ts';
import { Collection } from './collection.ts';

const idleMs = 60_000;
/** Browsers may not talk to it: a web page could otherwise reach it on the developer's loopback. */
const browser = 'Mozilla/';
const malformed: Answer = { status: 400, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '400 Bad Request' };

export interface ServerOptions {
  readonly host: string;
  /** 0 is any free port. */
  readonly port: number;
  /** Repeats which connections a toxicity takes, and jitter. */
  readonly seed?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:8474` */
  readonly url: string;
  /** Closes the API, every listener and every connection. */
  close(): Promise<void>;
}

/** Throws ChaosError LISTEN_TAKEN when the address can't be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const proxies = new Collection(options.seed ?? randomBytes(4).readUInt32LE());
  const http = createServer({ keepAliveTimeout: idleMs, noDelay: true }, (request, response) => {
    void serve(request, response, proxies);
  });
  await listening(http, options);
  const { address, port } = http.address() as AddressInfo;
  return {
    url: `http://${writeAddress({ host: address, port })}`,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await proxies.stopAll();
      await closed;
    },
  };
}

async function serve(request: IncomingMessage, response: ServerResponse, proxies: Collection): Promise<void> {
  try {
    const body = await bodyOf(request);
    const { answer, matched } = await answerTo(request, body, proxies);
    const named = matched ? { ...answer.headers, 'X-Toxiproxy-Request-Id': requestId() } : answer.headers;
    const headers = answer.status === 204 ? named : { ...named, 'Content-Length': Buffer.byteLength(answer.body) };
    response.writeHead(answer.status, headers).end(answer.body);
  } catch {
    // The client went away while it was sending.
    response.destroy();
  }
}

async function answerTo(request: IncomingMessage, body: Buffer, proxies: Collection): Promise<{ answer: Answer; matched: boolean }> {
  const method = request.method ?? '';
  const found = match(method, request.url ?? '/');
  if (found.kind === 'unknown') return { answer: text(404, '404 page not found\n'), matched: false };
  if (found.kind === 'wrong-method') return { answer: empty(405), matched: false };
  if (found.kind === 'moved') return { answer: empty(301, { Location: found.to }), matched: false };
  if (found.kind === 'malformed') return { answer: malformed, matched: false };
  if (request.headers['user-agent']?.startsWith(browser)) return { answer: text(403, 'User agent not allowed\n'), matched: true };
  try {
    return { answer: await found.handler({ proxies, names: found.names, body }), matched: true };
  } catch (error) {
    return { answer: error instanceof Refusal ? refused(error.status, error.message) : refused(500, messageOf(error)), matched: true };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** 20 characters of base 32, as Toxiproxy's are. */
function requestId(): string {
  return BigInt(`0x${randomBytes(12).toString('hex')}`)
    .toString(32)
    .padStart(20, '0');
}

async function listening(http: Server, { host, port }: ServerOptions): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen({ host, port }, () => {
        http.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const why = systemCodeOf(error) === 'EADDRINUSE' ? 'it is in use' : messageOf(error);
    throw new ChaosError(
      'LISTEN_TAKEN',
      `can't listen on ${writeAddress({ host, port })}: ${why}`,
      'choose another port, or 0 for any free one',
      { cause: error },
    );
  }
}
