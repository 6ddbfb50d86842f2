/**
 * Reads the answers that come over one connection, one request at a time: a plain one, whole in one piece, by `plain-answer.ts`,
 * all others by the Client's parser, mended where it takes for an answer what is none. What it holds of an answer is good
 * until `drop`, and of a plain one no longer than until the read is over.
 */
import type { AnswerInfo, Parser, ParserConstants } from './autocannon.ts';
import { causeOf } from './cause.ts';
import { headLimitBytes, isTooLong, tooLong } from './head-limit.ts';
import { KeptBody } from './kept-body.ts';
import { notHttp1 } from './not-http1.ts';
import { headersIn, noAnswer, readPlainAnswer } from './plain-answer.ts';

/** What a piece has made of the answer. */
export type Reading = 'begun' | 'complete' | 'wrong';

/** Of an answer, head included, at most: what is longer is cut, so that no target can fill this process. */
const keptBodyBytes = 16 * 1_024 * 1_024;
/** How much of every body is kept until its outcome is known, for those who want an example. */
const startBytes = 2_048;

const doNothing = (): void => {};

export class AnswerReader {
  /** 0 until the head has come. */
  status = 0;
  /** Of a complete answer: whether the connection may carry another request. */
  keepAlive = false;
  receivedBytes = 0;
  /** Of the answer's body, kept or not. */
  bodyBytes = 0;
  /** Why it is no answer, once a piece was wrong. */
  cause = '';

  private readonly parser: Parser;
  private readonly parserType: string;
  private bodyless = false;
  private keepBody = false;
  private readonly body = new KeptBody();
  /** Of pieces that hold nothing but trailers; -1: none has come. */
  private trailerBytes = -1;
  private informational = false;
  private complete = false;
  /** More than one answer came for one request. */
  private surplus = false;
  private malformed: string | null = null;
  private readonly plain = noAnswer();
  /** The piece that holds a plain answer. */
  private whole: Buffer | null = null;
  /** null: still to be read out of the plain answer's head, which is done only where somebody asks. */
  private headerList: readonly string[] | null = [];

  constructor(parser: Parser) {
    this.parser = parser;
    const constants = (parser as unknown as { constructor: ParserConstants }).constructor;
    // Its own, ASCII, takes a bit off every other byte.
    constants.encoding = 'latin1';
    this.parserType = constants.RESPONSE;
    parser[constants.kOnHeaders] = doNothing;
    parser[constants.kOnHeadersComplete] = (info: AnswerInfo) => this.onHeaders(info);
    parser[constants.kOnBody] = (piece: Buffer) => this.onBody(piece);
    parser[constants.kOnMessageComplete] = () => this.onComplete();
    parser['BODY_CHUNKHEAD'] = readChunkHead;
  }

  /** On a connection that is new. */
  reset(): void {
    this.malformed = null;
    this.parser.reinitialize(this.parserType);
  }

  /** The answer to the next request. */
  begin(bodyless: boolean, keepBody: boolean): void {
    this.drop();
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
  }

  read(piece: Buffer): Reading {
    if (this.receivedBytes === 0 && !this.bodyless && readPlainAnswer(piece, this.plain)) return this.takePlain(piece);
    this.receivedBytes += piece.length;
    const parsed = this.parser.execute(piece);
    if (!this.complete) return this.judgeBegun(parsed, piece);
    const clean = typeof parsed === 'number' && !this.surplus && this.parser.state === 'RESPONSE_LINE' && this.parser.line === '';
    this.keepAlive &&= clean;
    return 'complete';
  }

  /** The connection has ended. True: that was the end of the body, and the answer is complete. */
  endsWithConnection(): boolean {
    if (this.parser.state !== 'BODY_RAW') return false;
    this.parser.finish();
    return true;
  }

  /** Name, value, name, value, ... as they came. */
  get headers(): readonly string[] {
    return (this.headerList ??= headersIn(this.plain.head));
  }

  /** The body, decoded at once, and whole unless it has more than 16 MiB; '' unless it was kept. */
  bodyText(): string {
    if (!this.keepBody) return '';
    return this.whole === null ? this.body.text() : this.whole.toString('utf8', this.plain.bodyAt);
  }

  /** A copy of the first 2 KiB of the body, as far as it came. */
  bodyStart(): Buffer {
    if (this.whole === null) return this.body.start(startBytes);
    return Buffer.from(this.whole.subarray(this.plain.bodyAt, this.plain.bodyAt + startBytes));
  }

  /** Lets go of the body. */
  drop(): void {
    this.whole = null;
    if (this.body.length > 0) this.body.clear();
  }

  private takePlain(piece: Buffer): Reading {
    this.receivedBytes = piece.length;
    this.status = this.plain.status;
    this.keepAlive = this.plain.keepAlive;
    this.headerList = null;
    this.bodyBytes = piece.length - this.plain.bodyAt;
    this.whole = piece;
    return 'complete';
  }

  /** Of an answer that is not complete yet: whether it can still become one. */
  private judgeBegun(parsed: number | Error, piece: Buffer): Reading {
    if (this.malformed === null && typeof parsed === 'number') {
      if (this.parser.state === 'BODY_CHUNKTRAILERS') this.trailerBytes = this.trailerBytes < 0 ? 0 : this.trailerBytes + piece.length;
      if (isTooLong(this.parser, this.trailerBytes)) this.malformed = tooLong;
      else if (this.beginsLikeHttp1()) return 'begun';
    }
    const begin = this.receivedBytes === piece.length ? piece : Buffer.alloc(0);
    this.cause = notHttp1(begin, this.malformed ?? (typeof parsed === 'number' ? 'no status line' : causeOf(parsed)));
    return 'wrong';
  }

  private beginsLikeHttp1(): boolean {
    const { state, line } = this.parser;
    return state !== 'RESPONSE_LINE' || 'HTTP/1.'.startsWith(line.slice(0, 7));
  }

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
    // These never have a body, whatever length their headers tell.
    return this.bodyless || info.statusCode === 204 || info.statusCode === 304;
  }

  private onBody(piece: Buffer): void {
    if (this.complete) return;
    if (this.keepBody && this.receivedBytes <= keptBodyBytes) this.body.add(piece);
    else if (this.body.length < startBytes) this.body.add(piece.subarray(0, startBytes));
    this.bodyBytes += piece.length;
  }

  private onComplete(): void {
    if (this.informational || this.malformed !== null) return;
    if (this.complete) this.surplus = true;
    this.complete = true;
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
