import type { Direction, Source } from '../direction.ts';
import type { HttpToxic } from './http-toxic.ts';
import { RequestSide } from './request-side.ts';
import { ResponseSide } from './response-side.ts';
import { Tap } from './tap.ts';

/** What a conversation tells the link it is one of. */
export interface ConversationOwner {
  /** False when the link is no longer read as HTTP: connections that began before are, but not counted. */
  readonly isOpen: boolean;
  toxics(): readonly HttpToxic[];
  /** A request began. */
  countRequest(): void;
  countUnparsed(): void;
}

/**
 * Requests and responses on one connection. It stands before the toxics that know bytes only: requests are read before they meet
 * those of the upstream direction, responses, and answers in their place, before they meet those of the downstream direction.
 */
export class Conversation {
  readonly client: Tap;
  readonly upstream: Tap;
  readonly #owner: ConversationOwner;
  readonly #hit = new Set<HttpToxic>();
  #requests: RequestSide | undefined;
  #unparsed = false;

  constructor(client: Source, upstream: Source, owner: ConversationOwner) {
    this.client = new Tap(client);
    this.upstream = new Tap(upstream);
    this.#owner = owner;
  }

  /** Puts itself before the two ways of the connection. `onRequest`: a request began. */
  before(up: Direction, down: Direction, onRequest: () => void): { readonly up: Direction; readonly down: Direction } {
    const onHit = (toxic: HttpToxic): void => this.#count(toxic);
    const responses = new ResponseSide({
      tap: this.upstream,
      link: down,
      onAnswered: (exchange, leftHttp) => requests.answered(exchange, leftHttp),
      onHit,
      onUnparsed: () => {
        this.#countUnparsed();
        requests.passAll();
      },
    });
    const requests: RequestSide = new RequestSide({
      tap: this.client,
      link: up,
      responses,
      toxics: () => this.#owner.toxics(),
      onRequest: () => {
        if (!this.#owner.isOpen) return;
        this.#owner.countRequest();
        onRequest();
      },
      onHit,
      onUnparsed: () => this.#countUnparsed(),
    });
    this.upstream.onRoom = () => requests.hasRoom();
    this.#requests = requests;
    return { up: requests, down: responses };
  }

  /** The toxic was removed. */
  letGo(toxic: HttpToxic): void {
    this.#requests?.letGo(toxic);
  }

  #count(toxic: HttpToxic): void {
    toxic.counters.requests = (toxic.counters.requests ?? 0) + 1;
    if (this.#hit.has(toxic)) return;
    this.#hit.add(toxic);
    toxic.counters.connections += 1;
  }

  #countUnparsed(): void {
    if (this.#unparsed) return;
    this.#unparsed = true;
    this.#owner.countUnparsed();
  }
}
