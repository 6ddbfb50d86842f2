import type { Direction } from '../direction.ts';
import type { Exchange } from './exchange.ts';
import { canBeRequest, parseRequest } from './head.ts';
import { HeadMemory } from './head-memory.ts';
import { Hold } from './hold.ts';
import type { HttpToxic } from './http-toxic.ts';
import { MessageReader, type HeadBytes } from './message-reader.ts';
import { Outlet } from './outlet.ts';
import type { ResponseSide } from './response-side.ts';
import type { Tap } from './tap.ts';

/** Requests that may be on their way to the upstream; more wait until one is answered. */
const mostPipelined = 1_024;
const none: readonly HttpToxic[] = [];

export interface RequestSideSetup {
  readonly tap: Tap;
  /** What comes after: the toxics and the upstream. */
  readonly link: Direction;
  readonly responses: ResponseSide;
  /** The toxics that the next request meets, in order. */
  readonly toxics: () => readonly HttpToxic[];
  /** A request began. */
  readonly onRequest: () => void;
  /** A toxic hit a request. */
  readonly onHit: (toxic: HttpToxic) => void;
  /** What follows can't be read. */
  readonly onUnparsed: () => void;
}

/**
 * What the client sends: each request is passed on unchanged, late, or not at all. While one is held nothing is read behind it.
 * What is no HTTP, or may be no longer, goes through as it is.
 */
export class RequestSide implements Direction {
  readonly #setup: RequestSideSetup;
  readonly #reader = new MessageReader(canBeRequest);
  readonly #heads = new HeadMemory(parseRequest);
  readonly #outlet: Outlet;
  /** Came while something was waited for. */
  readonly #kept: Buffer[] = [];
  /** A toxic's hold, the answer that says what protocol follows, fewer requests under way, or room for own answers. */
  #waiting: Hold | 'protocol' | 'turn' | 'room' | undefined;
  #current: Exchange | undefined;
  #opaque = false;
  #ended = false;
  /** Nothing is read or passed on any more. */
  #closed = false;

  constructor(setup: RequestSideSetup) {
    this.#setup = setup;
    this.#outlet = new Outlet(setup.link);
  }

  feed(data: Buffer): boolean {
    if (this.#closed) return false;
    const at = this.#waiting === undefined ? this.#read(data) : 0;
    // What waits does so in a copy of its own size: a request that is held must not keep the memory that sockets are read into.
    if (at < data.length && !this.#closed) this.#kept.push(Buffer.from(data.subarray(at)));
    return this.#outlet.settle();
  }

  sourceEnded(): void {
    if (this.#ended) return;
    this.#ended = true;
    // For a client that sends no more nothing is waited for; but what a toxic holds still goes out first.
    if (!(this.#waiting instanceof Hold)) this.#goOn();
  }

  sinkDrained(): void {
    this.#setup.link.sinkDrained();
  }

  sinkClosed(): void {
    this.close();
    this.#setup.link.sinkClosed();
  }

  /** The response is through; `leftHttp`: what follows is another protocol. */
  answered(exchange: Exchange, leftHttp: boolean): void {
    if (leftHttp) this.#opaque = true;
    if (this.#waiting === 'turn' || (this.#waiting === 'protocol' && exchange === this.#current)) this.#goOn();
  }

  /** What comes from the upstream can't be read: no answer could be put in its place any more. */
  passAll(): void {
    this.#opaque = true;
    if (typeof this.#waiting === 'string') this.#goOn();
  }

  /** There is room for own answers again. */
  hasRoom(): void {
    if (this.#waiting === 'room') this.#goOn();
  }

  /** The toxic was removed: what it holds goes on. */
  letGo(toxic: HttpToxic): void {
    if (this.#waiting instanceof Hold && this.#waiting.toxic === toxic) this.#waiting.end();
  }

  /** The connection ends: no timer is left. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#waiting instanceof Hold) this.#waiting.cancel();
    this.#waiting = undefined;
    this.#kept.length = 0;
    this.#setup.tap.release();
  }

  /** Reads until something has to be waited for; how far that was. */
  #read(data: Buffer): number {
    let at = 0;
    while (at < data.length && this.#waiting === undefined && !this.#closed) at = this.#readRun(data, at);
    this.#outlet.flush();
    return at;
  }

  #readRun(data: Buffer, from: number): number {
    if (this.#opaque && this.#current?.answer === undefined) {
      this.#outlet.add(data, from);
      return data.length;
    }
    const reader = this.#reader;
    const to = reader.read(data, from);
    if (reader.run === 'head') this.#begin(reader.head);
    else if (reader.run === 'bad') this.#giveUp(reader.takeStored());
    else if (reader.run !== 'partial' && this.#current?.answer === undefined) this.#outlet.add(data, from, to);
    if (reader.ended && this.#waiting === undefined) this.#messageEnded();
    return to;
  }

  #begin(head: HeadBytes): void {
    const request = this.#heads.read(head);
    if (request === undefined) {
      this.#giveUp(head.data, head.from, head.to);
      return;
    }
    this.#setup.onRequest();
    const exchange: Exchange = { request, corrupting: none, answer: undefined };
    this.#meet(exchange, head, this.#setup.toxics(), 0);
  }

  /** Lets one toxic after the other act on the request, then passes it on or has it answered. */
  #meet(exchange: Exchange, head: HeadBytes, toxics: readonly HttpToxic[], first: number): void {
    const { request } = exchange;
    for (let index = first; index < toxics.length && exchange.answer === undefined; index++) {
      const toxic = toxics[index];
      if (toxic === undefined || toxic.removed || !toxic.hits(request)) continue;
      const { kind, attributes } = toxic;
      if (kind.corrupt === undefined) this.#setup.onHit(toxic);
      else exchange.corrupting = [...exchange.corrupting, toxic];
      const ms = kind.holdMs?.(attributes, () => toxic.random()) ?? 0;
      if (ms > 0) {
        const copy = Buffer.from(head.data.subarray(head.from, head.to));
        this.#hold(toxic, ms, () => this.#meet(exchange, { data: copy, from: 0, to: copy.length }, toxics, index + 1));
        return;
      }
      const bytes = kind.answer?.(attributes, request);
      if (bytes !== undefined) exchange.answer = { bytes, wantsContinue: request.expectsContinue, ready: false, ends: !request.keepsAlive };
    }
    this.#dispatch(exchange, head);
  }

  #hold(toxic: HttpToxic, ms: number, then: () => void): void {
    this.#outlet.flush();
    this.#waiting = new Hold(toxic, ms, () => {
      this.#waiting = undefined;
      then();
      if (this.#waiting === undefined && this.#reader.ended) this.#messageEnded();
      if (this.#waiting === undefined) this.#goOn();
      else this.#outlet.flush();
    });
    this.#setup.tap.hold();
  }

  #dispatch(exchange: Exchange, { data, from, to }: HeadBytes): void {
    this.#current = exchange;
    // The connection may have stopped being read while the request was held.
    if (this.#opaque) exchange.answer = undefined;
    if (exchange.answer === undefined) this.#outlet.add(data, from, to);
    if (this.#opaque) return;
    this.#reader.begin(exchange.request.body);
    this.#setup.responses.expect(exchange);
  }

  #messageEnded(): void {
    const exchange = this.#current;
    this.#current = undefined;
    const { responses } = this.#setup;
    if (exchange?.answer !== undefined) {
      exchange.answer.ready = true;
      responses.advance();
      // Nothing that follows would be answered.
      if (exchange.answer.ends) this.close();
      else if (responses.blocked) this.#wait('room');
    } else if (exchange?.request.mayLeaveHttp === true && responses.awaits(exchange)) {
      this.#current = exchange;
      this.#wait('protocol');
    }
    if (this.#waiting === undefined && responses.pending >= mostPipelined) this.#wait('turn');
  }

  #wait(what: 'protocol' | 'turn' | 'room'): void {
    if (this.#ended || this.#closed || this.#opaque) return;
    this.#waiting = what;
    this.#setup.tap.hold();
  }

  #goOn(): void {
    if (this.#waiting === 'protocol') this.#current = undefined;
    this.#waiting = undefined;
    for (let next = this.#kept.shift(); next !== undefined; next = this.#kept.shift()) {
      const at = this.#read(next);
      if (at < next.length && !this.#closed) this.#kept.unshift(next.subarray(at));
      if (this.#waiting !== undefined) return;
    }
    this.#outlet.flush();
    this.#setup.tap.release();
    if (!this.#ended) return;
    if (!this.#closed) this.#outlet.add(this.#reader.takeStored());
    this.#outlet.flush();
    this.#setup.link.sourceEnded();
  }

  /** From here on everything is passed on as it is; `bytes` was taken before. */
  #giveUp(bytes: Buffer, from = 0, to = bytes.length): void {
    this.#setup.onUnparsed();
    this.#opaque = true;
    const answer = this.#current?.answer;
    if (answer === undefined) {
      this.#outlet.add(bytes, from, to);
      return;
    }
    // The rest of a request that the upstream did not see the start of must not reach it.
    answer.ready = true;
    answer.ends = true;
    this.#setup.responses.advance();
    this.close();
  }
}
