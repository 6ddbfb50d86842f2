/**
 * One connection to a target: autocannon's Client, used for one request at a time and mended where it miscounts a
 * target that fails. It is mended here and nowhere else; each mend has a test named after the defect.
 *
 * Kept of the Client: opening the socket (TCP, TLS, server name), its HTTP parser, closing. Mended, by defect:
 * refused connections were retried in a tight loop (here: an attempt only when a send needs one, and one per send) · a FIN
 * with a request in flight was not counted · the queue of requests outlived its connection · the parser kept its state over
 * a reconnect · `Connection: close` was ignored · a body ended by the close never ended · an answer nobody asked for crashed
 * · 1xx counted as the answer · timeouts were per connection and in seconds (here: the caller's, per request) · bodies were
 * decoded piece by piece · TLS was never verified · times were whole milliseconds (here: the caller's clock).
 *
 * Nothing is ever sent twice. A kept connection may be closed by the target just as a request goes out on it, and that can't
 * be told from a target that drops requests, which is what a chaos run is there to count: the outcome is `reset`. To
 * make this rare, an announced `Keep-Alive: timeout` is honoured with a margin (`mayBeReused`).
 */
// The Client's own names begin with an underscore.
/* eslint-disable no-underscore-dangle */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { AutocannonClient, type AnswerInfo, type Client, type Parser, type ParserConstants } from './autocannon.ts';
import { causeOf } from './cause.ts';
import { announcedIdleLimitMs } from './keep-alive.ts';
import type { Origin } from './origin.ts';

/** How a request ends without a complete answer, as far as a connection can tell. */
export type ConnectionFailure = 'connectError' | 'reset' | 'protocolError';

/** Where the outcomes of requests go. `X` is the caller's own record of a request. */
export interface RequestOwner<X> {
  /** A complete answer: `status`, `headers` and the body are there to be read during the call. */
  answered(connection: Connection<X>, exchange: X): void;
  failed(connection: Connection<X>, exchange: X, outcome: ConnectionFailure, cause: string): void;
}

export interface ConnectionOwner<X> extends RequestOwner<X> {
  /** A connection without a request in flight has ended. */
  ended(connection: Connection<X>): void;
}

const doNothing = (): void => {};

/** How much of every body is kept until its outcome is known, for those who want an example. */
const startBytes = 2_048;

export class Connection<X> {
  /** Of the last answer. */
  status = 0;
  /** Of the last answer: name, value, name, value, ... as they came. */
  headers: readonly string[] = [];
  /** Set by the pool. */
  idleSinceMs = 0;
  openedMs = 0;
  /** Requests sent since it was opened. */
  requests = 0;

  private readonly owner: ConnectionOwner<X>;
  private readonly client: Client;
  private readonly parser: Parser;
  private readonly parserType: string;
  private readonly secure: boolean;
  private socket: Socket | null = null;
  private established = false;
  private exchange: X | null = null;
  /** A request that waits for TLS to be verified: nothing is shown to a peer that did not prove who it is. */
  private waiting: Buffer | string | null = null;
  private idleLimitMs = Number.POSITIVE_INFINITY;
  private bodyless = false;
  private keepBody = false;
  private body: Buffer[] = [];
  /** Of the answer's body, kept or not. */
  bodyBytes = 0;
  private receivedBytes = 0;
  private informational = false;
  private complete = false;
  private keepAlive = false;
  /** More than one answer came for one request. */
  private surplus = false;
  private malformed: string | null = null;

  constructor(origin: Origin, owner: ConnectionOwner<X>) {
    this.owner = owner;
    this.secure = origin.protocol === 'https:';
    this.client = new AutocannonClient({
      hostname: origin.hostname,
      port: origin.port,
      protocol: origin.protocol,
      tlsOptions: origin.ca === null ? {} : { ca: origin.ca },
      setupClient: (client) => {
        client.timeout = 2 ** 31 - 1;
        // The constructor connects, and connecting asks for a request: both wait for a planned send here.
        client._connect = doNothing;
        client._doRequest = doNothing;
      },
    });
    this.client.timeoutTicker.clear();
    this.parser = this.client.parser;
    const constants = (this.parser as unknown as { constructor: ParserConstants }).constructor;
    this.parserType = constants.RESPONSE;
    this.parser[constants.kOnHeaders] = doNothing;
    this.parser[constants.kOnHeadersComplete] = (info: AnswerInfo) => this.onHeaders(info);
    this.parser[constants.kOnBody] = (piece: Buffer) => this.onBody(piece);
    this.parser[constants.kOnMessageComplete] = () => this.onComplete();
    this.parser['BODY_CHUNKHEAD'] = readChunkHead;
  }

  get isOpen(): boolean {
    return this.socket !== null;
  }

  /** Open, and the handshakes are over. */
  get isEstablished(): boolean {
    return this.socket !== null && this.established;
  }

  /** Whether the target still expects requests here, by the timeout it announced. */
  mayBeReused(nowMs: number): boolean {
    return this.socket !== null && nowMs - this.idleSinceMs < this.idleLimitMs;
  }

  /**
   * Sends a request (head and body in one), opening the connection first if need be. The answer to a HEAD is bodyless;
   * a body is kept only where somebody will read it. Exactly one call of the owner follows, unless `abandon` comes first.
   */
  send(exchange: X, request: Buffer | string, bodyless: boolean, keepBody: boolean): void {
    this.exchange = exchange;
    this.bodyless = bodyless;
    this.keepBody = keepBody;
    this.receivedBytes = 0;
    this.bodyBytes = 0;
    this.status = 0;
    this.complete = false;
    this.surplus = false;
    this.informational = false;
    this.dropBody();
    this.requests += 1;
    if (this.socket === null) this.open();
    if (this.secure && !this.established) this.waiting = request;
    else (this.socket as unknown as Socket).write(request, 'utf8');
  }

  /** The whole body of the answer, decoded at once; '' unless it was kept. */
  bodyText(): string {
    if (!this.keepBody) return '';
    return this.body.length === 1 ? (this.body[0] as Buffer).toString('utf8') : Buffer.concat(this.body).toString('utf8');
  }

  /** A copy of the first 2 KiB of the body, as far as it came. */
  bodyStart(): Buffer {
    return Buffer.concat(this.body, Math.min(this.bodyBytes, startBytes));
  }

  /** The value of a header of the answer, by lower-case name; undefined where there is none. */
  header(name: string): string | undefined {
    const { headers } = this;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const found = headers[i] as string;
      if (found.length === name.length && found.toLowerCase() === name) return headers[i + 1];
    }
    return undefined;
  }

  /** Closes at once; a request in flight is forgotten without a call of the owner. */
  abandon(): void {
    this.exchange = null;
    this.close();
    this.dropBody();
  }

  private open(): void {
    this.established = false;
    this.malformed = null;
    this.idleLimitMs = Number.POSITIVE_INFINITY;
    this.requests = 1;
    this.parser.reinitialize(this.parserType);
    AutocannonClient.prototype._connect.call(this.client);
    const socket = this.client.conn;
    this.socket = socket;
    replaceLast(socket, 'data', this.onData);
    replaceLast(socket, 'end', this.onEnd);
    replaceLast(socket, 'error', this.onError);
    socket.once('close', this.onEnd);
    socket.once(this.secure ? 'secureConnect' : 'connect', this.onConnect);
  }

  private close(): void {
    const { socket } = this;
    if (socket === null) return;
    this.socket = null;
    this.waiting = null;
    socket.removeListener('data', this.onData);
    socket.removeListener('close', this.onEnd);
    socket.removeListener('connect', this.onConnect);
    socket.removeListener('secureConnect', this.onConnect);
    this.client._destroyConnection();
  }

  private readonly onConnect = (): void => {
    const socket = this.socket as Socket;
    if (this.secure && !(socket as TLSSocket).authorized) {
      const reason: unknown = (socket as TLSSocket).authorizationError;
      this.fail('connectError', (reason as { code?: string } | null)?.code ?? String(reason));
      return;
    }
    this.established = true;
    socket.setNoDelay(true);
    const { waiting } = this;
    this.waiting = null;
    if (waiting !== null) socket.write(waiting, 'utf8');
  };

  private readonly onData = (chunk: Buffer): void => {
    if (this.exchange === null) return this.endIdle();
    this.receivedBytes += chunk.length;
    const parsed = this.parser.execute(chunk);
    if (this.complete) {
      const clean = typeof parsed === 'number' && !this.surplus && this.parser.state === 'RESPONSE_LINE' && this.parser.line === '';
      this.finish(this.keepAlive && clean);
    } else if (this.malformed !== null || typeof parsed !== 'number') {
      const { code, message } =
        typeof parsed === 'number' ? { code: undefined, message: String(this.malformed) } : (parsed as NodeJS.ErrnoException);
      this.fail('protocolError', `not an HTTP/1.x answer (${code ?? message})`);
    }
  };

  private readonly onEnd = (): void => {
    if (this.exchange === null) this.endIdle();
    else if (!this.established) this.fail('connectError', 'connection closed before it was established');
    else if (this.parser.state === 'BODY_RAW') {
      this.parser.finish();
      this.finish(false);
    } else if (this.receivedBytes > 0 && this.status === 0 && !'HTTP/1.'.startsWith(this.parser.line.slice(0, 7))) {
      this.fail('protocolError', 'not an HTTP/1.x answer (no status line)');
    } else this.fail('reset', 'connection closed before the answer was complete');
  };

  private readonly onError = (error: Error): void => {
    if (this.exchange === null) return this.endIdle();
    this.fail(this.established ? 'reset' : 'connectError', causeOf(error));
  };

  private onHeaders(info: AnswerInfo): boolean {
    if (this.complete) {
      this.surplus = true;
      return false;
    }
    this.informational = info.statusCode < 200;
    if (info.statusCode === 101) this.malformed = 'status 101 although no upgrade was asked for';
    if (info.versionMajor !== 1) this.malformed = `version ${info.versionMajor}`;
    if (this.informational) return false;
    const length = this.parser.body_bytes;
    if (length !== null && !(length >= 0)) this.malformed = 'unreadable content-length';
    this.status = info.statusCode;
    this.headers = info.headers;
    this.keepAlive = info.shouldKeepAlive;
    if (this.requests === 1) this.idleLimitMs = announcedIdleLimitMs(this.header('keep-alive'));
    // These never have a body, whatever length their headers tell.
    return this.bodyless || info.statusCode === 204 || info.statusCode === 304;
  }

  private onBody(piece: Buffer): void {
    if (this.complete) return;
    if (this.keepBody || this.bodyBytes < startBytes) this.body.push(piece);
    this.bodyBytes += piece.length;
  }

  private onComplete(): void {
    if (this.informational || this.malformed !== null) return;
    if (this.complete) this.surplus = true;
    this.complete = true;
  }

  private finish(reusable: boolean): void {
    const exchange = this.exchange as X;
    this.exchange = null;
    if (!reusable) this.close();
    this.owner.answered(this, exchange);
    // Unless it is in use again: what is idle must not hold on to what it read.
    if (this.exchange === null) this.dropBody();
  }

  private fail(outcome: ConnectionFailure, cause: string): void {
    const exchange = this.exchange as X;
    this.exchange = null;
    this.close();
    this.owner.failed(this, exchange, outcome, cause);
    if (this.exchange === null) this.dropBody();
  }

  private dropBody(): void {
    if (this.body.length > 0) this.body = [];
  }

  private endIdle(): void {
    this.close();
    this.owner.ended(this);
  }
}

/** Puts `listener` in the place of the one that was added last, which is the Client's; the socket's own stay. */
function replaceLast(socket: Socket, event: string, listener: (...args: never[]) => void): void {
  const last = socket.listeners(event).at(-1) as (...args: unknown[]) => void;
  socket.on(event, listener as (...args: unknown[]) => void);
  socket.removeListener(event, last);
}

/** In place of the parser's own, which takes an unreadable chunk size for the last chunk. */
function readChunkHead(this: Parser): void {
  const line = this.consumeLine();
  if (line === undefined) return;
  if (!/^\s*[0-9a-f]+\s*(;|$)/i.test(line)) throw new Error('unreadable chunk size');
  this.body_bytes = Number.parseInt(line, 16);
  this.state = this.body_bytes === 0 ? 'BODY_CHUNKTRAILERS' : 'BODY_CHUNK';
}
