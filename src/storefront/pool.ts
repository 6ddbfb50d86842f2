/**
 * Limited capacity: slots that a request holds while it is worked on, and a bounded queue before them, first in first out.
 * This is where overload happens: not by an added delay, but by waiting for a slot that somebody else holds.
 */
import type { PoolSettings } from './settings.ts';

/** The queue is full. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** The client left while the request was waiting. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

interface Waiting {
  readonly admit: () => void;
  gone: boolean;
}

export interface Ticket {
  /** Resolves when a slot is held; rejects with Abandoned when the ticket was given back first. */
  readonly admitted: Promise<void>;
  /** Gives up waiting; nothing happens when the slot is already held. */
  abandon(): void;
}

export class Pool {
  readonly name: string;
  readonly slots: number;
  readonly limit: number;
  busy = 0;
  waiting = 0;
  refused = 0;
  abandoned = 0;
  #queue: Waiting[] = [];
  #head = 0;

  constructor(name: string, settings: PoolSettings) {
    this.name = name;
    this.slots = settings.slots;
    this.limit = settings.queue;
  }

  /** Takes a slot or a place in the queue; throws Overloaded when both are full. Whoever was admitted must leave(). */
  enter(): Ticket {
    if (this.busy < this.slots) {
      this.busy++;
      return atOnce;
    }
    if (this.waiting >= this.limit) {
      this.refused++;
      throw new Overloaded(`${this.name}: ${this.slots} slots busy, ${this.limit} waiting`);
    }
    return this.#wait();
  }

  /** Frees a slot for the first in the queue. */
  leave(): void {
    const next = this.#next();
    if (next === undefined) this.busy--;
    else next.admit();
  }

  #wait(): Ticket {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Waiting = { admit: resolve, gone: false };
    this.#queue.push(entry);
    this.waiting++;
    const abandon = () => {
      if (entry.gone) return;
      entry.gone = true;
      this.waiting--;
      this.abandoned++;
      reject(new Abandoned(`${this.name}: the client left the queue`));
    };
    return { admitted: promise, abandon };
  }

  #next(): Waiting | undefined {
    while (this.#head < this.#queue.length) {
      const entry = this.#queue[this.#head++];
      // Shifting an array costs its length; the served part is cut off once it outweighs the rest.
      if (this.#head > 1_024 && this.#head * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
      if (entry === undefined || entry.gone) continue;
      entry.gone = true;
      this.waiting--;
      return entry;
    }
    this.#queue = [];
    this.#head = 0;
    return undefined;
  }
}

const atOnce: Ticket = { admitted: Promise.resolve(), abandon: () => undefined };
