import type { Direction } from '../direction.ts';
import type { Exchange } from './exchange.ts';
import { bodyOf, canBeResponse, parseResponse } from './head.ts';
import { HeadMemory } from './head-memory.ts';
import type { HttpToxic } from './http-toxic.ts';
import { MessageReader, type HeadBytes } from './message-reader.ts';
import { Outlet } from './outlet.ts';
import type { Tap } from './tap.ts';
import type { Corruption } from './toxics/http-toxic-kind.ts';

const goOn = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

export interface ResponseSideSetup {
  readonly tap: Tap;
  /** What comes after: the toxics and the client. */
  readonly link: Direction;
  /** The response is through; `leftHttp`: what follows is another protocol. */
  readonly onAnswered: (exchange: Exchange, leftHttp: boolean) => void;
  readonly onHit: (toxic: HttpToxic) => void;
  readonly onUnparsed: () => void;
}

/** What the client gets: the upstream's responses, unchanged or corrupted, and own answers between them, in the order of the requests. */
export class ResponseSide implements Direction {
  readonly #setup: ResponseSideSetup;
  readonly #reader = new MessageReader(canBeResponse);
  readonly #heads = new HeadMemory(parseResponse);
  readonly #outlet: Outlet;
  readonly #exchanges: Exchange[] = [];
  #corruptions: { readonly toxic: HttpToxic; readonly corruption: Corruption; counted: boolean }[] = [];
  #interim = false;
  #opaque = false;
  #closed = false;

  constructor(setup: ResponseSideSetup) {
    this.#setup = setup;
    this.#outlet = new Outlet(setup.link);
  }

  /** Requests whose response is not through. */
  get pending(): number {
    return this.#exchanges.length;
  }

  /** True while the client does not take what is sent to it. */
  get blocked(): boolean {
    return this.#setup.tap.isPaused();
  }

  awaits(exchange: Exchange): boolean {
    return this.#exchanges.includes(exchange);
  }

  /** The next request went to the upstream, or will be answered from here. */
  expect(exchange: Exchange): void {
    this.#exchanges.push(exchange);
    if (exchange.answer !== undefined) this.advance();
  }

  /** Gives the own answers whose turn it is. */
  advance(): void {
    for (let next = this.#exchanges[0]; next?.answer !== undefined && !this.#closed; next = this.#exchanges[0]) {
      const { answer } = next;
      if (answer.ready) {
        this.#outlet.add(answer.bytes);
        this.#exchanges.shift();
        if (answer.ends) this.#end();
        else this.#setup.onAnswered(next, false);
        continue;
      }
      if (answer.wantsContinue) this.#outlet.add(goOn);
      break;
    }
    this.#outlet.flush();
  }

  feed(data: Buffer): boolean {
    if (this.#closed) return false;
    let at = 0;
    while (at < data.length && !this.#closed) at = this.#readRun(data, at);
    return this.#outlet.settle();
  }

  sourceEnded(): void {
    if (this.#closed) return;
    if (this.#reader.endedWithConnection()) this.#messageEnded();
    this.#outlet.add(this.#reader.takeStored());
    this.#end();
  }

  sinkDrained(): void {
    this.#setup.link.sinkDrained();
  }

  sinkClosed(): void {
    this.#closed = true;
    this.#setup.link.sinkClosed();
  }

  #readRun(data: Buffer, from: number): number {
    if (this.#opaque) {
      this.#outlet.add(data, from);
      return data.length;
    }
    const reader = this.#reader;
    const to = reader.read(data, from);
    if (reader.run === 'head') this.#begin(reader.head);
    else if (reader.run === 'bad') {
      this.#outlet.add(reader.takeStored());
      this.#giveUp();
    } else if (reader.run === 'payload' && this.#corruptions.length > 0) this.#corrupt(data, from, to);
    else if (reader.run !== 'partial') this.#outlet.add(data, from, to);
    if (reader.ended && !this.#closed) this.#messageEnded();
    return to;
  }

  #begin(head: HeadBytes): void {
    const exchange = this.#exchanges[0];
    const response = this.#heads.read(head);
    this.#outlet.add(head.data, head.from, head.to);
    if (exchange === undefined || exchange.answer !== undefined || response === undefined) {
      this.#giveUp();
      return;
    }
    const { status } = response;
    const { method } = exchange.request;
    if (status === 101 || (method === 'CONNECT' && status >= 200 && status < 300)) {
      this.#opaque = true;
      this.#exchanges.length = 0;
      this.#setup.onAnswered(exchange, true);
      return;
    }
    this.#interim = status < 200;
    const body = this.#interim ? 0 : bodyOf(response, method);
    if (body !== 0)
      for (const toxic of exchange.corrupting) {
        const corruption = toxic.removed ? undefined : toxic.kind.corrupt?.(toxic.attributes, () => toxic.random());
        if (corruption !== undefined) this.#corruptions.push({ toxic, corruption, counted: false });
      }
    this.#reader.begin(body);
  }

  #corrupt(data: Buffer, from: number, to: number): void {
    let end = to;
    for (const entry of this.#corruptions) {
      const { bytes, cutAt } = entry.corruption.payload(data, from, end, this.#reader.stretch);
      entry.toxic.counters.bytes += bytes;
      if (!entry.counted && (bytes > 0 || cutAt !== undefined)) {
        entry.counted = true;
        this.#setup.onHit(entry.toxic);
      }
      end = cutAt ?? end;
    }
    this.#outlet.add(data, from, end);
    if (end < to) this.#end();
  }

  #messageEnded(): void {
    if (this.#corruptions.length > 0) this.#corruptions = [];
    if (this.#interim) {
      this.#interim = false;
      return;
    }
    const exchange = this.#exchanges.shift();
    if (exchange !== undefined) this.#setup.onAnswered(exchange, false);
    this.advance();
  }

  /** The connection ends after what was passed on. */
  #end(): void {
    this.#outlet.flush();
    this.#closed = true;
    this.#setup.link.sourceEnded();
  }

  /** From here on everything is passed on as it is. */
  #giveUp(): void {
    this.#opaque = true;
    this.#setup.onUnparsed();
  }
}
