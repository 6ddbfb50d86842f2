/**
 * One connection to a target: autocannon's Client, used for one request at a time and mended where it miscounts a
 * target that fails. It is mended here and nowhere else; each mend has a test named after the defect.
 *
 * Kept of the Client: its HTTP parser, closing. Mended, by defect: sockets are opened by `dial.ts`, because TLS was never
 * verified and a name was looked up by a blocking call for every connection · refused connections were retried in a tight loop
 * (here: an attempt only when a send needs one, and one per send) · a FIN with a request in flight was not counted · the queue
 * of requests outlived its connection · the parser kept its state over a reconnect · `Connection: close` was ignored · a body
 * ended by the close never ended · an answer nobody asked for crashed · 1xx counted as the answer · timeouts were per
 * connection and in seconds (here: the caller's, per request) · bodies were decoded piece by piece · times were whole
 * milliseconds (here: the caller's clock) · a line or a trailer without an end was kept without an end (`head-limit.ts`).
 *
 * A plain answer, whole in one piece, is read by `plain-answer.ts` in less time; the parser reads all others.
 *
 * Nothing is ever sent twice. Where a kept connection has ended before a byte of the next request was handed to the kernel,
 * that request is sent once, on a fresh one. Once a byte was handed over, a target that closes just then can't be told from one
 * that drops requests, which is what a chaos run is there to count: the outcome is `reset`. To make this rare, an announced
 * `Keep-Alive: timeout` is honoured with a margin (`mayBeReused`).
 */
// The Client's own names begin with an underscore.
/* eslint-disable no-underscore-dangle */
import type { Socket } from 'node:net';
import { AutocannonClient, type AnswerInfo, type Client, type Parser, type ParserConstants } from './autocannon.ts';
import { causeOf } from './cause.ts';
import type { Dial } from './dial.ts';
import { headLimitBytes, isTooLong, tooLong } from './head-limit.ts';
import { announcedIdleLimitMs } from './keep-alive.ts';
import { notHttp1 } from './not-http1.ts';
import type { Origin } from './origin.ts';
import { headersIn, readPlainAnswer, type PlainAnswer } from './plain-answer.ts';

/** How a request ends without a complete answer, as far as a connection can tell. */
export type ConnectionFailure = 'connectError' | 'reset' | 'protocolError';

/** Where the outcomes of requests go, and what opening a connection comes to. `X` is the caller's own record of a request. */
export interface RequestOwner<X> {
  /** An attempt to open it begins. */
  opening(connection: Connection<X>): void;
  /** The attempt has succeeded, handshakes included. */
  opened(connection: Connection<X>): void;
  /** A complete answer: `status`, `headers` and the body are there to be read during the call. */
  answered(connection: Connection<X>, exchange: X): void;
  failed(connection: Connection<X>, exchange: X, outcome: ConnectionFailure, cause: string): void;
}

export interface ConnectionOwner<X> extends RequestOwner<X> {
  /** A connection without a request in flight has ended. */
  ended(connection: Connection<X>): void;
}

/** Of an answer, head included, at most: what is longer is cut, so that no target can fill this process. */
const keptBodyBytes = 16 * 1_024 * 1_024;

const doNothing = (): void => {};

/** How much of every body is kept until its outcome is known, for those who want an example. */
const startBytes = 2_048;

export class Connection<X> {
  /** Of the last answer. */
  status = 0;
  /** Set by the pool. */
  idleSinceMs = 0;
  openedMs = 0;
  /** Requests sent since it was opened. */
  requests = 0;
  /** Whether the attempt to open it that was made last has succeeded, handshakes included. */
  established = false;

  private readonly origin: Origin;
  private readonly owner: ConnectionOwner<X>;
  private readonly dial: Dial;
  private readonly client: Client;
  private readonly parser: Parser;
  private readonly parserType: string;
  private readonly secure: boolean;
  private socket: Socket | null = null;
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
  /** Of pieces that hold nothing but trailers; -1: none has come. */
  private trailerBytes = -1;
  private informational = false;
  private complete = false;
  private keepAlive = false;
  private readonly plain: PlainAnswer = { status: 0, head: '', keepAlive: false, bodyAt: 0 };
  /** The piece that holds a plain answer, good while its outcome is told. */
  private whole: Buffer | null = null;
  /** null: still to be read out of the plain answer's head, which is done only where somebody asks. */
  private headerList: readonly string[] | null = [];
  /** More than one answer came for one request. */
  private surplus = false;
  private malformed: string | null = null;

  constructor(origin: Origin, owner: ConnectionOwner<X>, dial: Dial) {
    this.origin = origin;
    this.owner = owner;
    this.dial = dial;
    this.secure = origin.protocol === 'https:';
    this.client = new AutocannonClient({
      hostname: origin.hostname,
      port: origin.port,
      protocol: origin.protocol,
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
    // Its own, ASCII, takes a bit off every other byte.
    constants.encoding = 'latin1';
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
    this.trailerBytes = -1;
    // The parser adds the end of an answer to the head of the next.
    this.parser.headerSize = 0;
    this.bodyBytes = 0;
    this.status = 0;
    this.complete = false;
    this.surplus = false;
    this.informational = false;
    this.dropBody();
    this.requests += 1;
    // One whose end is known, though its event is yet to come, takes no request.
    if (this.socket !== null && !this.socket.writable) this.close();
    if (this.socket === null) this.open();
    if (!this.write(request)) {
      this.close();
      this.open();
      this.write(request);
    }
  }

  /** False where the kernel refused at once, so that not a byte has left; what it took is not taken back, whatever follows. */
  private write(request: Buffer | string): boolean {
    if (this.secure && !this.established) {
      this.waiting = request;
      return true;
    }
    const socket = this.socket as Socket;
    socket.write(request, 'utf8');
    return socket.errored === null || !this.established;
  }

  /** The body of the answer, decoded at once, and whole unless it has more than 16 MiB; '' unless it was kept. */
  bodyText(): string {
    if (!this.keepBody) return '';
    if (this.whole !== null) return this.whole.toString('utf8', this.plain.bodyAt);
    return this.body.length === 1 ? (this.body[0] as Buffer).toString('utf8') : Buffer.concat(this.body).toString('utf8');
  }

  /** Of the last answer: name, value, name, value, ... as they came. */
  get headers(): readonly string[] {
    return (this.headerList ??= headersIn(this.plain.head));
  }

  /** A copy of the first 2 KiB of the body, as far as it came. */
  bodyStart(): Buffer {
    if (this.whole !== null) return Buffer.from(this.whole.subarray(this.plain.bodyAt, this.plain.bodyAt + startBytes));
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
    this.owner.opening(this);
    const socket = this.dial(this.origin, (piece) => {
      if (socket === this.socket) this.onData(piece);
    });
    this.socket = socket;
    this.client.conn = socket;
    socket.on('end', this.onEnd);
    socket.on('error', this.onError);
    socket.once('close', this.onEnd);
    socket.once(this.secure ? 'secureConnect' : 'connect', this.onConnect);
  }

  private close(): void {
    const { socket } = this;
    if (socket === null) return;
    this.socket = null;
    this.waiting = null;
    socket.removeListener('close', this.onEnd);
    socket.removeListener('connect', this.onConnect);
    socket.removeListener('secureConnect', this.onConnect);
    this.client._destroyConnection();
  }

  private readonly onConnect = (): void => {
    const socket = this.socket as Socket;
    this.established = true;
    this.owner.opened(this);
    socket.setNoDelay(true);
    const { waiting } = this;
    this.waiting = null;
    if (waiting !== null) socket.write(waiting, 'utf8');
  };

  private onData(chunk: Buffer): void {
    if (this.exchange === null) return this.endIdle();
    if (this.receivedBytes === 0 && !this.bodyless && readPlainAnswer(chunk, this.plain)) return this.takePlain(chunk);
    this.receivedBytes += chunk.length;
    const parsed = this.parser.execute(chunk);
    if (this.complete) {
      const clean = typeof parsed === 'number' && !this.surplus && this.parser.state === 'RESPONSE_LINE' && this.parser.line === '';
      this.finish(this.keepAlive && clean);
    } else this.judgeBegun(parsed, chunk);
  }

  private takePlain(chunk: Buffer): void {
    const { status, keepAlive, bodyAt } = this.plain;
    this.receivedBytes = chunk.length;
    this.status = status;
    this.headerList = null;
    if (this.requests === 1) this.idleLimitMs = announcedIdleLimitMs(this.header('keep-alive'));
    this.bodyBytes = chunk.length - bodyAt;
    this.whole = chunk;
    this.finish(keepAlive);
  }

  /** Of an answer that is not complete yet: whether it can still become one. */
  private judgeBegun(parsed: number | Error, chunk: Buffer): void {
    if (this.malformed === null && typeof parsed === 'number') {
      if (this.parser.state === 'BODY_CHUNKTRAILERS') this.trailerBytes = this.trailerBytes < 0 ? 0 : this.trailerBytes + chunk.length;
      if (isTooLong(this.parser, this.trailerBytes)) this.malformed = tooLong;
      else if (this.beginsLikeHttp1()) return;
    }
    const begin = this.receivedBytes === chunk.length ? chunk : Buffer.alloc(0);
    this.fail('protocolError', notHttp1(begin, this.malformed ?? (typeof parsed === 'number' ? 'no status line' : causeOf(parsed))));
  }

  private beginsLikeHttp1(): boolean {
    const { state, line } = this.parser;
    return state !== 'RESPONSE_LINE' || 'HTTP/1.'.startsWith(line.slice(0, 7));
  }

  private readonly onEnd = (): void => {
    if (this.exchange === null) this.endIdle();
    else if (!this.established) this.fail('connectError', 'connection closed before it was established');
    else if (this.parser.state === 'BODY_RAW') {
      this.parser.finish();
      this.finish(false);
    } else this.fail('reset', 'connection closed before the answer was complete');
  };

  private readonly onError = (error: Error): void => {
    if (this.exchange === null) return this.endIdle();
    const cause = causeOf(error);
    if (cause.endsWith('NO_APPLICATION_PROTOCOL')) return this.fail('protocolError', notHttp1(Buffer.alloc(0), cause));
    // With TLS 1.3 a refused certificate is told after the client's side of the handshake is over.
    const refused = cause.startsWith('ERR_SSL_') && this.requests === 1 && this.receivedBytes === 0;
    this.fail(this.established && !refused ? 'reset' : 'connectError', cause);
  };

  private onHeaders(info: AnswerInfo): boolean {
    if (this.complete) {
      this.surplus = true;
      return false;
    }
    this.informational = info.statusCode < 200;
    if (this.parser.headerSize + this.parser.offset > headLimitBytes) this.malformed = tooLong;
    if (info.statusCode === 101) this.malformed = 'status 101 although no upgrade was asked for';
    if (info.versionMajor !== 1) this.malformed = `version ${info.versionMajor}`;
    if (this.informational) return false;
    const length = this.parser.body_bytes;
    if (length !== null && !(length >= 0)) this.malformed = 'unreadable content-length';
    this.status = info.statusCode;
    this.headerList = info.headers;
    this.keepAlive = info.shouldKeepAlive;
    if (this.requests === 1) this.idleLimitMs = announcedIdleLimitMs(this.header('keep-alive'));
    // These never have a body, whatever length their headers tell.
    return this.bodyless || info.statusCode === 204 || info.statusCode === 304;
  }

  private onBody(piece: Buffer): void {
    if (this.complete) return;
    // Copies: the piece lies in the buffer that the next read writes to.
    if (this.keepBody && this.receivedBytes <= keptBodyBytes) this.body.push(Buffer.from(piece));
    else if (this.bodyBytes < startBytes) this.body.push(Buffer.from(piece.subarray(0, startBytes)));
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
    // What was kept may lie in the buffer of the read that is over now; unless the owner has sent the next request already.
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
    this.whole = null;
    if (this.body.length > 0) this.body = [];
  }

  private endIdle(): void {
    this.close();
    this.owner.ended(this);
  }
}

/** In place of the parser's own, which takes an unreadable chunk size for the last chunk. */
function readChunkHead(this: Parser): void {
  const line = this.consumeLine();
  if (line === undefined) return;
  if (!/^\s*[0-9a-f]+\s*(;|$)/i.test(line)) throw new Error('unreadable chunk size');
  this.body_bytes = Number.parseInt(line, 16);
  this.state = this.body_bytes === 0 ? 'BODY_CHUNKTRAILERS' : 'BODY_CHUNK';
}
