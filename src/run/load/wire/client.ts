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
import { AnswerReader } from './answer-reader.ts';
import { AutocannonClient, type Client } from './autocannon.ts';
import { causeOf } from './cause.ts';
import type { Dial } from './dial.ts';
import { announcedIdleLimitMs } from './keep-alive.ts';
import { notHttp1 } from './not-http1.ts';
import type { Origin } from './origin.ts';

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

const doNothing = (): void => {};

export class Connection<X> {
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
  private readonly answer: AnswerReader;
  private readonly secure: boolean;
  private socket: Socket | null = null;
  private exchange: X | null = null;
  /** A request that waits for TLS to be verified: nothing is shown to a peer that did not prove who it is. */
  private waiting: Buffer | string | null = null;
  private idleLimitMs = Number.POSITIVE_INFINITY;

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
    this.answer = new AnswerReader(this.client.parser);
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
    this.answer.begin(bodyless, keepBody);
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

  /** Of the last answer. */
  get status(): number {
    return this.answer.status;
  }

  /** Of the last answer: name, value, name, value, ... as they came. */
  get headers(): readonly string[] {
    return this.answer.headers;
  }

  get bodyBytes(): number {
    return this.answer.bodyBytes;
  }

  /** The value of a header of the answer, by lower-case name; undefined where there is none. */
  header(name: string): string | undefined {
    const { headers } = this.answer;
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const found = headers[i] as string;
      if (found.length === name.length && found.toLowerCase() === name) return headers[i + 1];
    }
    return undefined;
  }

  bodyText(): string {
    return this.answer.bodyText();
  }

  bodyStart(): Buffer {
    return this.answer.bodyStart();
  }

  /** Closes at once; a request in flight is forgotten without a call of the owner. */
  abandon(): void {
    this.exchange = null;
    this.close();
    this.answer.drop();
  }

  private open(): void {
    this.established = false;
    this.idleLimitMs = Number.POSITIVE_INFINITY;
    this.requests = 1;
    this.answer.reset();
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

  private onData(piece: Buffer): void {
    if (this.exchange === null) return this.endIdle();
    const reading = this.answer.read(piece);
    if (reading === 'complete') this.finish(this.answer.keepAlive);
    else if (reading === 'wrong') this.fail('protocolError', this.answer.cause);
  }

  private readonly onEnd = (): void => {
    if (this.exchange === null) this.endIdle();
    else if (!this.established) this.fail('connectError', 'connection closed before it was established');
    else if (this.answer.endsWithConnection()) this.finish(false);
    else this.fail('reset', 'connection closed before the answer was complete');
  };

  private readonly onError = (error: Error): void => {
    if (this.exchange === null) return this.endIdle();
    const cause = causeOf(error);
    if (cause.endsWith('NO_APPLICATION_PROTOCOL')) return this.fail('protocolError', notHttp1(Buffer.alloc(0), cause));
    // With TLS 1.3 a refused certificate is told after the client's side of the handshake is over.
    const refused = cause.startsWith('ERR_SSL_') && this.requests === 1 && this.answer.receivedBytes === 0;
    this.fail(this.established && !refused ? 'reset' : 'connectError', cause);
  };

  private finish(reusable: boolean): void {
    const exchange = this.exchange as X;
    this.exchange = null;
    if (this.requests === 1) this.idleLimitMs = announcedIdleLimitMs(this.header('keep-alive'));
    if (!reusable) this.close();
    this.owner.answered(this, exchange);
    // What was kept may lie in the buffer of the read that is over now; unless the owner has sent the next request already.
    if (this.exchange === null) this.answer.drop();
  }

  private fail(outcome: ConnectionFailure, cause: string): void {
    const exchange = this.exchange as X;
    this.exchange = null;
    this.close();
    this.owner.failed(this, exchange, outcome, cause);
    if (this.exchange === null) this.answer.drop();
  }

  private endIdle(): void {
    this.close();
    this.owner.ended(this);
  }
}
