/** A conversation without sockets: what goes in on either side, and what comes out on the other. */
import { countersOf, noCounts } from '../../../src/proxy/counters.ts';
import type { Direction, Source } from '../../../src/proxy/direction.ts';
import { HttpLink } from '../../../src/proxy/http/http-link.ts';
import { HttpToxic, type HttpMatch } from '../../../src/proxy/http/http-toxic.ts';
import { httpToxics } from '../../../src/proxy/http/toxics/http-shelf.ts';
import type { HttpAttributes } from '../../../src/proxy/http/toxics/http-toxic-kind.ts';

class Socketless implements Source {
  paused = false;
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  isPaused(): boolean {
    return this.paused;
  }
}

/** What comes out at one end. */
export class Sink implements Direction {
  readonly pieces: Buffer[] = [];
  ended = false;
  feed(data: Buffer): boolean {
    if (this.ended) throw new Error('data after the end');
    this.pieces.push(Buffer.from(data));
    return false;
  }
  sourceEnded(): void {
    this.ended = true;
  }
  sinkDrained(): void {}
  sinkClosed(): void {}
  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
  get text(): string {
    return this.bytes.toString('latin1');
  }
}

export class Talk {
  readonly counters = noCounts();
  readonly link = new HttpLink(this.counters, 1);
  readonly clientSocket = new Socketless();
  readonly upstreamSocket = new Socketless();
  readonly toUpstream = new Sink();
  readonly toClient = new Sink();
  readonly conversation;
  readonly #up: Direction;
  readonly #down: Direction;

  constructor() {
    this.link.open();
    this.conversation = this.link.begin(this.clientSocket, this.upstreamSocket);
    const { up, down } = this.conversation.before(this.toUpstream, this.toClient, () => undefined);
    this.#up = up;
    this.#down = down;
  }

  toxic(type: string, attributes: HttpAttributes = {}, match: Partial<HttpMatch> = {}, name = type): HttpToxic {
    const kind = httpToxics.get(type);
    if (kind === undefined) throw new Error(`no toxic ${type}`);
    const all = { ...kind.defaults(attributes), ...attributes };
    const toxic = new HttpToxic(kind, name, { share: 1, method: null, path: null, ...match }, all, countersOf(this.counters, name));
    this.link.add(toxic);
    return toxic;
  }

  /** The client sends. */
  ask(data: string | Buffer): void {
    read(this.#up, data);
  }

  /** The upstream sends. */
  answer(data: string | Buffer): void {
    read(this.#down, data);
  }

  clientEnds(): void {
    this.#up.sourceEnded();
  }

  upstreamEnds(): void {
    this.#down.sourceEnded();
  }

  upstreamGone(): void {
    this.#down.sourceEnded();
    this.#up.sinkClosed();
  }
}

/** Memory that nobody needs any more is read into again: whoever keeps some of it and does not say so finds rubbish there. */
function read(direction: Direction, data: string | Buffer): void {
  const memory = Buffer.from(data as string, 'latin1');
  if (!direction.feed(memory)) memory.fill('#');
}
