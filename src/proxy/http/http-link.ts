import type { ProxyCounters } from '../counters.ts';
import type { Source } from '../direction.ts';
import { Conversation, type ConversationOwner } from './conversation.ts';
import type { HttpToxic } from './http-toxic.ts';

/** The part of a proxy that reads HTTP: its toxics, and the conversations on its connections. */
export class HttpLink implements ConversationOwner {
  readonly #counters: ProxyCounters;
  #seed: number;
  #open = false;
  #toxics: readonly HttpToxic[] = [];
  readonly #conversations = new Set<Conversation>();

  constructor(counters: ProxyCounters, seed: number) {
    this.#counters = counters;
    this.#seed = seed;
  }

  /** Connections that are accepted now are read as HTTP. */
  get isOpen(): boolean {
    return this.#open;
  }

  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#counters.requests = 0;
    this.#counters.unparsed = 0;
    for (const toxic of Object.values(this.#counters.toxics)) toxic.requests = 0;
  }

  /** No toxic is left, and no request is counted. */
  close(): void {
    this.#open = false;
    this.removeAll();
    this.#counters.requests = null;
    delete this.#counters.unparsed;
    for (const toxic of Object.values(this.#counters.toxics)) toxic.requests = null;
  }

  /** In the order they were added, which is the order they act in. */
  toxics(): readonly HttpToxic[] {
    return this.#toxics;
  }

  toxicNamed(name: string): HttpToxic | undefined {
    return this.#toxics.find((toxic) => toxic.name === name);
  }

  /** Acts from the next request of every connection on. */
  add(toxic: HttpToxic): void {
    toxic.seed(this.#seed);
    this.#toxics = [...this.#toxics, toxic];
  }

  /** What it holds is passed on, what it has not begun is not done. An answer that waits only for its turn is still given: the upstream has not seen the request. */
  remove(toxic: HttpToxic): void {
    toxic.removed = true;
    this.#toxics = this.#toxics.filter((other) => other !== toxic);
    for (const conversation of this.#conversations) conversation.letGo(toxic);
  }

  removeAll(): void {
    for (const toxic of this.#toxics) this.remove(toxic);
  }

  /** From now on the n-th matching request of each toxic is hit or spared as this seed has it. */
  seed(seed: number): void {
    this.#seed = seed;
    for (const toxic of this.#toxics) toxic.seed(seed);
  }

  /** On a new connection. */
  begin(client: Source, upstream: Source): Conversation {
    const conversation = new Conversation(client, upstream, this);
    this.#conversations.add(conversation);
    return conversation;
  }

  end(conversation: Conversation): void {
    this.#conversations.delete(conversation);
  }

  countRequest(): void {
    this.#counters.requests = (this.#counters.requests ?? 0) + 1;
  }

  countUnparsed(): void {
    if (this.#counters.unparsed !== undefined) this.#counters.unparsed += 1;
  }
}
